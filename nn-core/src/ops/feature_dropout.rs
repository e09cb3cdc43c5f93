//! Dropout of whole channels, and the one that keeps mean and variance.

use crate::device::{Mask, Unary};
use crate::storage::Float;
use crate::tensor::{Op, Tensor, fits};

/// What takes the place of a dropped element before scaling, negated: the limit of `selu` at −∞.
const ALPHA: f64 = 1.758_099_340_847_376_6;

impl<const N: usize, A: Float> Tensor<N, A> {
    /// Each channel of each sample with probability `p` replaced by 0, the others multiplied by `1 / (1 − p)`
    /// ([Tompson et al. 2015](https://arxiv.org/abs/1411.4280)). A tensor that is on no tape, or inside a
    /// [`Frozen`](crate::Frozen) part's forward, comes back as it is.
    ///
    /// Shapes: `[batch, channels, ..]` to the same.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let x = Tape::new(0).input(Tensor::<3>::full([1, 8, 2], 1.0));
    /// assert!(x.feature_dropout(0.5).as_slice().chunks(2).all(|channel| channel[0] == channel[1]));
    /// ```
    ///
    /// # Panics
    ///
    /// If the rank is below 2, or `p` is not within 0..=1.
    #[doc(alias("dropout1d", "dropout2d", "dropout3d"))]
    #[track_caller]
    pub fn feature_dropout(self, p: f64) -> Self {
        check("feature_dropout", p);
        let shape = self.shape();
        fits!(
            self.place(),
            N >= 2,
            "feature_dropout: expected an input of shape [batch, channels, ..], got {shape:?}"
        );
        if !self.drops(p) {
            return self;
        }
        let mask = Mask::new(p, self.tape().expect("it drops on a tape").random_seed());
        let mut op = Op::named("feature_dropout");
        let input = op.input(&self);
        op.run(
            shape,
            |keep| (self.off_tape().masked_by_channel(mask), keep.nothing()),
            move |(), dy, grads| grads.add(input, dy.masked_by_channel(mask)),
        )
    }

    /// The dropout that keeps mean 0 and variance 1: each element with probability `p` replaced by the limit of
    /// [`selu`](Self::selu) at −∞, then all scaled and shifted
    /// ([Klambauer et al. 2017](https://arxiv.org/abs/1706.02515)). A tensor that is on no tape, or inside a
    /// [`Frozen`](crate::Frozen) part's forward, comes back as it is.
    ///
    /// # Panics
    ///
    /// If `p` is not within 0..=1.
    #[track_caller]
    pub fn alpha_dropout(self, p: f64) -> Self {
        check("alpha_dropout", p);
        if !self.drops(p) {
            return self;
        }
        self.map("+", Unary::Shift { shift: ALPHA }).dropout(p).map("*", normalise(p))
    }

    /// [`alpha_dropout`](Self::alpha_dropout) of whole channels.
    ///
    /// Shapes: `[batch, channels, ..]` to the same.
    ///
    /// # Panics
    ///
    /// If the rank is below 2, or `p` is not within 0..=1.
    #[track_caller]
    pub fn feature_alpha_dropout(self, p: f64) -> Self {
        check("feature_alpha_dropout", p);
        if !self.drops(p) {
            return self.feature_dropout(p);
        }
        self.map("+", Unary::Shift { shift: ALPHA }).feature_dropout(p).map("*", normalise(p))
    }

    /// Whether a dropout changes anything.
    fn drops(&self, p: f64) -> bool {
        p > 0.0 && self.tape().is_some_and(|tape| !tape.is_frozen())
    }

    /// What a mask of the channels leaves, off the tape.
    fn masked_by_channel(self, mask: Mask) -> Self {
        let shape = self.shape();
        let channels = shape[0] * shape[1];
        let factors = Tensor::<2, A>::full([channels, 1], A::one()).placed_on(&self.device()).masked(mask);
        (self.alias([channels, shape[2..].iter().product()]) * factors).alias(shape)
    }
}

#[track_caller]
fn check(name: &str, p: f64) {
    assert!((0.0..=1.0).contains(&p), "{name}: expected a probability within 0..=1, got p={p}");
}

/// What gives a variance of 1 back to elements that were raised by `ALPHA` and dropped, and their mean.
fn normalise(p: f64) -> Unary {
    let scale = ((1.0 - p) / (1.0 + ALPHA * ALPHA * p)).sqrt();
    Unary::Affine { scale, shift: -ALPHA * scale }
}

#[cfg(test)]
mod tests {
    use crate::autodiff::Tape;
    use crate::gradcheck::{gradcheck, irregular};
    use crate::init::{normal, rng};
    use crate::tensor::Tensor;

    #[test]
    fn gradients() {
        for p in [0.0, 0.3, 1.0] {
            gradcheck(irregular([2, 5, 3]), |x| x.feature_dropout(p)).unwrap();
            gradcheck(irregular([5, 7]), |x| x.alpha_dropout(p)).unwrap();
            gradcheck(irregular([4, 5, 2]), |x| x.feature_alpha_dropout(p)).unwrap();
        }
    }

    #[test]
    fn whole_channels_are_dropped_by_the_expected_share() {
        let y = Tape::new(3).input(Tensor::<3>::full([100, 200, 3], 1.0)).feature_dropout(0.3);
        let channels = y.as_slice().as_chunks::<3>().0;
        assert!(channels.iter().all(|c| *c == [0.0; 3] || *c == [1.0 / 0.7; 3]));
        let dropped = channels.iter().filter(|c| c[0] == 0.0).count() as f64 / 20_000.0;
        assert!((dropped - 0.3).abs() < 0.02, "{dropped}");
    }

    #[test]
    fn mean_and_variance_stay() {
        let x = normal([400, 500], 0.0, 1.0, &mut rng(0));
        let y = Tape::new(1).input(x.clone()).alpha_dropout(0.2).off_tape();
        let (mean, square) = (y.clone().mean().item(), y.clone().powi(2).mean().item());
        assert!(mean.abs() < 0.02 && (square - 1.0).abs() < 0.02, "{mean} and {square}");
        // PyTorch's numbers: torch.nn.functional.alpha_dropout(torch.zeros(..), 0.2) has these two.
        let y = Tape::new(1).input(Tensor::<1>::zeros([64])).alpha_dropout(0.2).into_vec();
        assert!(y.iter().all(|y| (y - 0.309_040).abs() < 1e-5 || (y + 1.236_16).abs() < 1e-5), "{y:?}");
        assert_eq!(Tape::new(0).input([3.0, -1.0]).alpha_dropout(1.0).as_slice(), [0.0, 0.0]);
    }

    #[test]
    fn inference_passes_through() {
        let x = irregular([2, 3, 4]);
        assert_eq!(x.clone().feature_dropout(0.5), x);
        assert_eq!(x.clone().alpha_dropout(0.5), x);
        assert_eq!(x.clone().feature_alpha_dropout(0.5), x);
    }
}
