//! Statistics of a batch whose shards are computed at the same time, each on a tape of its own.

use std::sync::Arc;

use super::normalise::Moments;
use crate::autodiff::AllShards;
use crate::storage::Float;
use crate::tensor::{Op, Tensor};

/// The mean and the (biased) variance of each channel over all shards, on the tape of this one, and over how many values.
pub(crate) struct SharedMoments<A: Float> {
    pub(crate) mean: Tensor<1, A>,
    pub(crate) variance: Tensor<1, A>,
    pub(crate) values: f64,
}

impl<A: Float> SharedMoments<A> {
    /// Those of the channels in the middle of `[batch, channels, values]`.
    #[track_caller]
    pub(crate) fn of(x: &Tensor<3, A>, shards: &Arc<dyn AllShards>) -> Self {
        let [batch, channels, inner] = x.shape();
        let own = (batch * inner) as f64;
        let values = shards.sum(vec![own])[0];
        let share = A::of(1.0 / values);
        let mean = over_channels(x.clone()).sum_over_shards(shards).scale(share);
        let centred = x - mean.clone().reshape([1, channels, 1]);
        let variance = over_channels(&centred * &centred).sum_over_shards(shards).scale(share);
        SharedMoments { mean, variance, values }
    }

    /// As numbers alone.
    pub(crate) fn off_tape(&self) -> Moments<A> {
        Moments { mean: self.mean.detach().off_tape(), variance: self.variance.detach().off_tape() }
    }
}

/// The sum of each channel.
#[track_caller]
fn over_channels<A: Float>(x: Tensor<3, A>) -> Tensor<1, A> {
    x.sum_axis(2).sum_axis(0)
}

impl<A: Float> Tensor<1, A> {
    /// The sum of what all shards have here. Each of them depends on it, so the gradient is the sum of theirs, each by its
    /// share in the loss of the batch; by the own share, since the tape's loss is the shard's own.
    #[track_caller]
    fn sum_over_shards(self, shards: &Arc<dyn AllShards>) -> Self {
        let shape = self.shape();
        let mut op = Op::named("sum_over_shards");
        let input = op.input(&self);
        let sum = |x: Tensor<1, A>, factor: f64, shards: &dyn AllShards| {
            let values = x.as_slice().iter().map(|value| value.to_double() * factor).collect();
            shards.sum(values)
        };
        let kept = shards.clone();
        op.run(
            shape,
            |keep| {
                let values = sum(self, 1.0, &**shards).into_iter().map(A::of).collect();
                (Tensor::new(shape, values), keep.nothing())
            },
            move |(), dy, grads| {
                let share = kept.share();
                let values = sum(dy, share, &*kept).into_iter().map(|value| A::of(value / share)).collect();
                grads.add(input, Tensor::new(shape, values));
            },
        )
    }
}
