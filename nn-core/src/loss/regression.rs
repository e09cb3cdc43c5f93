//! Losses of numbers: squared, absolute, and smooth between the two.

use super::Reduction;
use super::pointwise::pointwise_loss;
use crate::device::Pointwise;
use crate::ops::Operand;
use crate::storage::Float;
use crate::tensor::Tensor;

/// `(x − t)²`, averaged over the elements:
/// [`torch.nn.MSELoss`](https://pytorch.org/docs/stable/generated/torch.nn.MSELoss.html).
///
/// ```
/// use nn_core::prelude::*;
///
/// let (x, t) = (Tensor::from([1.0, 2.0]), Tensor::from([1.0, 4.0]));
/// assert_eq!(MseLoss::new().reduction(Reduction::Sum).loss(x.clone(), &t).item(), 4.0);
/// assert_eq!(MseLoss::new().unreduced(x, &t).as_slice(), [0.0, 4.0]);
/// ```
#[doc(alias = "MSELoss")]
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct MseLoss {
    reduction: Reduction,
}

pointwise_loss!(MseLoss, "mse_loss", |_loss| Pointwise::Squared);

impl MseLoss {
    /// The mean of the squares.
    pub const fn new() -> Self {
        MseLoss { reduction: Reduction::Mean }
    }
}

/// `|x − t|`, averaged over the elements:
/// [`torch.nn.L1Loss`](https://pytorch.org/docs/stable/generated/torch.nn.L1Loss.html). The derivative where both
/// are equal is 0.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct L1Loss {
    reduction: Reduction,
}

pointwise_loss!(L1Loss, "l1_loss", |_loss| Pointwise::Absolute);

impl L1Loss {
    /// The mean of the absolute differences.
    pub const fn new() -> Self {
        L1Loss { reduction: Reduction::Mean }
    }
}

/// With `d = |x − t|`: `d²/(2·beta)` where `d < beta`, else `d − beta/2`, averaged over the elements:
/// [`torch.nn.SmoothL1Loss`](https://pytorch.org/docs/stable/generated/torch.nn.SmoothL1Loss.html). By default
/// `beta` is 1.
///
/// ```
/// use nn_core::prelude::*;
///
/// let (x, t) = (Tensor::from([0.0, 0.0]), Tensor::from([1.0, 4.0]));
/// assert_eq!(SmoothL1Loss::new().beta(2.0).unreduced(x, &t).as_slice(), [0.25, 3.0]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SmoothL1Loss {
    beta: f64,
    reduction: Reduction,
}

pointwise_loss!(SmoothL1Loss, "smooth_l1_loss", |loss| Pointwise::SmoothL1 { beta: loss.beta });

impl SmoothL1Loss {
    /// The mean, with `beta = 1`.
    pub const fn new() -> Self {
        SmoothL1Loss { beta: 1.0, reduction: Reduction::Mean }
    }

    /// Below which difference the loss is quadratic; with 0 it is [`L1Loss`].
    ///
    /// # Panics
    ///
    /// If it is negative or not a number.
    #[track_caller]
    pub const fn beta(mut self, beta: f64) -> Self {
        assert!(beta >= 0.0, "SmoothL1Loss: beta must not be negative");
        self.beta = beta;
        self
    }
}

impl Default for SmoothL1Loss {
    fn default() -> Self {
        Self::new()
    }
}

/// With `d = |x − t|`: `d²/2` where `d < delta`, else `delta·(d − delta/2)`, averaged over the elements:
/// [`torch.nn.HuberLoss`](https://pytorch.org/docs/stable/generated/torch.nn.HuberLoss.html). By default `delta` is 1.
///
/// ```
/// use nn_core::prelude::*;
///
/// let (x, t) = (Tensor::from([0.0, 0.0]), Tensor::from([1.0, 4.0]));
/// assert_eq!(HuberLoss::new().delta(2.0).unreduced(x, &t).as_slice(), [0.5, 6.0]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HuberLoss {
    delta: f64,
    reduction: Reduction,
}

pointwise_loss!(HuberLoss, "huber_loss", |loss| Pointwise::Huber { delta: loss.delta });

impl HuberLoss {
    /// The mean, with `delta = 1`.
    pub const fn new() -> Self {
        HuberLoss { delta: 1.0, reduction: Reduction::Mean }
    }

    /// Below which difference the loss is quadratic.
    ///
    /// # Panics
    ///
    /// If it is not positive.
    #[track_caller]
    pub const fn delta(mut self, delta: f64) -> Self {
        assert!(delta > 0.0, "HuberLoss: delta must be positive");
        self.delta = delta;
        self
    }
}

impl Default for HuberLoss {
    fn default() -> Self {
        Self::new()
    }
}

impl<const N: usize, A: Float> Tensor<N, A> {
    /// [`HuberLoss`] with its defaults.
    ///
    /// # Panics
    ///
    /// If the shapes differ.
    #[track_caller]
    pub fn huber_loss(self, target: impl Operand<N, A>) -> Tensor<0, A> {
        HuberLoss::new().loss(self, target)
    }

    /// The mean of the squared differences: [`MseLoss`] with its defaults, `torch.nn.functional.mse_loss`.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let loss = Tensor::from([1.0, 2.0]).mse_loss(Tensor::from([1.0, 4.0]));
    /// assert_eq!(loss.item(), 2.0);
    /// ```
    ///
    /// # Panics
    ///
    /// If the shapes differ.
    #[track_caller]
    pub fn mse_loss(self, target: impl Operand<N, A>) -> Tensor<0, A> {
        MseLoss::new().loss(self, target)
    }

    /// The mean of the absolute differences: [`L1Loss`] with its defaults.
    ///
    /// # Panics
    ///
    /// If the shapes differ.
    #[track_caller]
    pub fn l1_loss(self, target: impl Operand<N, A>) -> Tensor<0, A> {
        L1Loss::new().loss(self, target)
    }

    /// [`SmoothL1Loss`] with its defaults.
    ///
    /// # Panics
    ///
    /// If the shapes differ.
    #[track_caller]
    pub fn smooth_l1_loss(self, target: impl Operand<N, A>) -> Tensor<0, A> {
        SmoothL1Loss::new().loss(self, target)
    }
}

#[cfg(test)]
mod tests {
    use super::{L1Loss, MseLoss, SmoothL1Loss};
    use crate::gradcheck::{gradcheck, irregular};
    use crate::loss::Reduction;
    use crate::tensor::Tensor;

    fn check(reduction: Reduction) {
        let (x, t) = (irregular([4, 5]) * 2.0, -irregular([4, 5]).exp());
        for (a, b) in [(x.clone(), t.clone()), (t, x)] {
            let mse = MseLoss::new().reduction(reduction);
            gradcheck(a.clone(), |a| mse.loss(a, &b)).unwrap();
            gradcheck(a.clone(), |a| mse.loss(b.clone().beside(&a), a)).unwrap();
            let l1 = L1Loss::new().reduction(reduction);
            gradcheck(a.clone(), |a| l1.loss(a, &b)).unwrap();
            gradcheck(a.clone(), |a| l1.loss(b.clone().beside(&a), a)).unwrap();
            let smooth = SmoothL1Loss::new().beta(0.7).reduction(reduction);
            gradcheck(a.clone(), |a| smooth.loss(a, &b)).unwrap();
            gradcheck(a.clone(), |a| smooth.loss(b.clone().beside(&a), a)).unwrap();
        }
    }

    #[test]
    fn every_reduction() {
        check(Reduction::Mean);
        check(Reduction::Sum);
        check(Reduction::BatchMean);
    }

    #[test]
    fn element_by_element() {
        let (x, t) = (irregular([4, 5]) * 2.0, -irregular([4, 5]).exp());
        gradcheck(x.clone(), |x| MseLoss::new().unreduced(x, &t)).unwrap();
        gradcheck(x.clone(), |x| L1Loss::new().unreduced(t.clone().beside(&x), x)).unwrap();
        gradcheck(x.clone(), |x| SmoothL1Loss::new().beta(0.3).unreduced(x, &t)).unwrap();
        let mean = SmoothL1Loss::new().unreduced(x.clone(), &t).mean();
        assert!((x.smooth_l1_loss(t).item() - mean.item()).abs() < 1e-12);
    }

    #[test]
    fn a_zero_beta_is_the_absolute_difference() {
        let (x, t) = (irregular([6]), irregular([6]) * 0.5);
        let smooth = SmoothL1Loss::new().beta(0.0).loss(x.clone(), &t);
        assert_eq!(smooth.item(), x.l1_loss(t).item());
    }

    #[test]
    #[should_panic(
        expected = "mse_loss: an input of shape [2, 3] needs a target of the same shape, got [3, 2]"
    )]
    fn shapes_must_be_equal() {
        let _ = irregular([2, 3]).mse_loss(Tensor::zeros([3, 2]));
    }
}
