//! Running statistics: how inference uses them, and how training moves them.

use super::settings::Settings;
use crate::ops::Moments;
use crate::tensor::fits;
use crate::{Buffer, Param, Tape, Tensor};

/// What batch norms of every rank are made of.
pub(super) struct Operands<'a> {
    pub(super) settings: Settings,
    pub(super) weight: Option<&'a Param<1>>,
    pub(super) bias: Option<&'a Param<1>>,
    pub(super) running: Option<Running<'a>>,
}

/// The running statistics.
pub(super) struct Running<'a> {
    pub(super) mean: &'a Buffer<1>,
    pub(super) variance: &'a Buffer<1>,
    pub(super) tracked: &'a Buffer<0, i64>,
}

impl Operands<'_> {
    /// The forward of an input whose channels fit; `describe` is how the layer is printed.
    #[track_caller]
    pub(super) fn normalise<const N: usize>(&self, x: Tensor<N>, describe: impl Fn() -> String) -> Tensor<N> {
        let eps = self.settings.eps;
        let tape = x.tape().cloned();
        if let Some(Running { mean, variance, .. }) = self.running
            && (mean.is_frozen() || tape.as_ref().is_none_or(Tape::is_frozen))
        {
            return x.batch_norm_with(mean.value(), variance.value(), self.weight, self.bias, eps);
        }
        if let Some((tape, shards)) = tape.as_ref().and_then(|tape| Some((tape, tape.shards()?))) {
            return self.normalise_over_shards(x, tape, shards, describe);
        }
        let values = x.len() / self.settings.num_features.max(1);
        fits!(
            x.place(),
            values != 1,
            "{}: the statistics of a batch need more than one value for each channel, got shape {:?}; leave out a last \
             batch of one sample, or run it on no tape",
            describe(),
            x.shape()
        );
        let (weight, bias) = (self.weight.map(|weight| weight.on(&x)), self.bias.map(|bias| bias.on(&x)));
        let (y, moments) = x.batch_norm_and_moments(weight, bias, eps);
        if let (Some(running), Some(tape)) = (&self.running, tape) {
            running.update(&tape, moments, values, self.settings.momentum);
        }
        y
    }
}

impl Running<'_> {
    /// Asks for the update by a batch of so many values for each channel. A batch without values is counted, but has no
    /// statistics.
    #[track_caller]
    pub(super) fn update(&self, tape: &Tape, moments: Moments<f32>, values: usize, momentum: Option<f32>) {
        self.tracked.add(tape, 1);
        if values > 0 {
            let unbiased = values as f32 / (values - 1) as f32;
            self.move_towards(self.mean, tape, moments.mean, momentum);
            self.move_towards(self.variance, tape, moments.variance.scale(unbiased), momentum);
        }
    }

    /// Moves a running statistic towards that of a batch.
    #[track_caller]
    fn move_towards(&self, running: &Buffer<1>, tape: &Tape, batch: Tensor<1>, momentum: Option<f32>) {
        match momentum {
            Some(share) => running.blend(tape, batch, share.into()),
            None => running.average(tape, batch, self.tracked.value().item().try_into().unwrap_or(0)),
        }
    }
}
