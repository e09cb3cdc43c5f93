//! Batch norms by the statistics of a batch of which each tape has a shard.

use std::sync::Arc;

use super::statistics::Operands;
use crate::autodiff::AllShards;
use crate::ops::SharedMoments;
use crate::tensor::fits;
use crate::{Tape, Tensor};

impl Operands<'_> {
    /// The forward of a shard, by the statistics of all.
    #[track_caller]
    pub(super) fn normalise_over_shards<const N: usize>(
        &self,
        x: Tensor<N>,
        tape: &Tape,
        shards: &Arc<dyn AllShards>,
        describe: impl Fn() -> String,
    ) -> Tensor<N> {
        let (shape, channels) = (x.shape(), self.settings.num_features);
        let inner = shape[2..].iter().product();
        let x = x.reshape([shape[0], channels, inner]);
        let moments = SharedMoments::of(&x, shards);
        fits!(
            x.place(),
            moments.values != 1.0,
            "{}: the statistics of a batch need more than one value for each channel, and all shards together have one",
            describe()
        );
        // It counts as one batch.
        if let (Some(running), true) = (&self.running, shards.is_first()) {
            running.update(tape, moments.off_tape(), moments.values as usize, self.settings.momentum);
        }
        let along = |values: Tensor<1>| values.reshape([1, channels, 1]);
        let deviation = (moments.variance + self.settings.eps).sqrt();
        let mut y = (&x - along(moments.mean)) / along(deviation);
        if let Some(weight) = self.weight {
            y *= along(weight.on(&x));
        }
        if let Some(bias) = self.bias {
            y += along(bias.on(&x));
        }
        y.reshape(shape)
    }
}
