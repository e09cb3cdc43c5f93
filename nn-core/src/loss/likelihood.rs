//! The negative logarithm of what a distribution gives a number.

use super::Reduction;
use super::pointwise::{target as beside, unreduced};
use super::reduction::reduction_setter;
use crate::autodiff::Place;
use crate::device::{Pointwise, Unary};
use crate::ops::Operand;
use crate::storage::Float;
use crate::tensor::{Tensor, fits};

/// `eˣ − t·x` of counts `t` and the logarithm `x` of the expected count, averaged over the elements:
/// [`torch.nn.PoissonNLLLoss`](https://pytorch.org/docs/stable/generated/torch.nn.PoissonNLLLoss.html).
///
/// ```
/// use nn_core::prelude::*;
///
/// let (x, t) = (Tensor::from([0.0]), Tensor::from([3.0]));
/// assert_eq!(PoissonNllLoss::new().loss(x, &t).item(), 1.0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[doc(alias = "PoissonNLLLoss")]
pub struct PoissonNllLoss {
    log_input: bool,
    full: bool,
    eps: f64,
    reduction: Reduction,
}

reduction_setter!(PoissonNllLoss, "elements");

impl PoissonNllLoss {
    /// The mean, of logarithms, without the term that the input does not change.
    pub const fn new() -> Self {
        PoissonNllLoss { log_input: true, full: false, eps: 1e-8, reduction: Reduction::Mean }
    }

    /// Whether the input is the logarithm of the expected count, as by default; or else the count itself, with the loss
    /// `x − t·ln(x + eps)`.
    pub const fn log_input(mut self, log_input: bool) -> Self {
        self.log_input = log_input;
        self
    }

    /// Whether the loss has Stirling's approximation of `ln t!` as well, where `t > 1`; by default not.
    pub const fn full(mut self, full: bool) -> Self {
        self.full = full;
        self
    }

    /// What keeps the logarithm of an expected count finite; by default 1e-8.
    pub const fn eps(mut self, eps: f64) -> Self {
        self.eps = eps;
        self
    }

    /// The loss. Both sides get gradients.
    ///
    /// # Panics
    ///
    /// If the shapes differ.
    #[track_caller]
    pub fn loss<const N: usize, A: Float>(
        &self,
        input: Tensor<N, A>,
        target: impl Operand<N, A>,
    ) -> Tensor<0, A> {
        self.reduction.of_elements(self.unreduced(input, target))
    }

    /// The loss of each element: `reduction="none"`.
    ///
    /// # Panics
    ///
    /// If the shapes differ.
    #[track_caller]
    pub fn unreduced<const N: usize, A: Float>(
        &self,
        input: Tensor<N, A>,
        target: impl Operand<N, A>,
    ) -> Tensor<N, A> {
        const NAME: &str = "poisson_nll_loss";
        let target = beside(NAME, &input, target);
        let function =
            if self.log_input { Pointwise::PoissonOfLogs } else { Pointwise::Poisson { eps: self.eps } };
        if !self.full {
            return unreduced(NAME, function, input, target);
        }
        let stirling = unreduced(NAME, Pointwise::Stirling, input.clone(), target.clone());
        unreduced(NAME, function, input, target) + stirling
    }
}

impl Default for PoissonNllLoss {
    fn default() -> Self {
        Self::new()
    }
}

/// `(ln v + (x − t)² / v) / 2` of means `x`, variances `v` and observations `t`, averaged over the elements:
/// [`torch.nn.GaussianNLLLoss`](https://pytorch.org/docs/stable/generated/torch.nn.GaussianNLLLoss.html).
///
/// ```
/// use nn_core::prelude::*;
///
/// let (x, t, var) = (Tensor::from([1.0]), Tensor::from([3.0]), Tensor::from([1.0]));
/// assert_eq!(GaussianNllLoss::new().loss(x, &t, &var).item(), 2.0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[doc(alias = "GaussianNLLLoss")]
pub struct GaussianNllLoss {
    full: bool,
    eps: f64,
    reduction: Reduction,
}

reduction_setter!(GaussianNllLoss, "elements");

impl GaussianNllLoss {
    /// The mean, without the constant term.
    pub const fn new() -> Self {
        GaussianNllLoss { full: false, eps: 1e-6, reduction: Reduction::Mean }
    }

    /// Whether the loss has the constant `ln(2π)/2` as well; by default not.
    pub const fn full(mut self, full: bool) -> Self {
        self.full = full;
        self
    }

    /// The least variance, for the sake of the division; by default 1e-6. The gradient of a smaller one is that of this one.
    pub const fn eps(mut self, eps: f64) -> Self {
        self.eps = eps;
        self
    }

    /// The loss. All three get gradients.
    ///
    /// # Panics
    ///
    /// As [`unreduced`](Self::unreduced).
    #[track_caller]
    pub fn loss<const N: usize, A: Float>(
        &self,
        input: Tensor<N, A>,
        target: impl Operand<N, A>,
        var: impl Operand<N, A>,
    ) -> Tensor<0, A> {
        self.reduction.of_elements(self.unreduced(input, target, var))
    }

    /// The loss of each element: `reduction="none"`. The variances may have size 1 along axes over which they are the same.
    ///
    /// # Panics
    ///
    /// If input and target differ in shape, the variances do not stretch to it, or one is negative.
    #[track_caller]
    pub fn unreduced<const N: usize, A: Float>(
        &self,
        input: Tensor<N, A>,
        target: impl Operand<N, A>,
        var: impl Operand<N, A>,
    ) -> Tensor<N, A> {
        const NAME: &str = "gaussian_nll_loss";
        let target = beside(NAME, &input, target);
        let (var, shape) = (var.operand_of(&input), input.shape());
        let stretches = var.shape().iter().zip(&shape).all(|(&v, &size)| v == size || v == 1);
        fits!(
            input.place(),
            stretches,
            "{NAME}: an input of shape {shape:?} needs variances of the same shape, or with sizes of 1, got {:?}",
            var.shape()
        );
        let var = self.at_least_eps(NAME, var);
        let difference = input - target;
        let losses = (difference.clone() * difference / &var + var.ln()).scale(A::of(0.5));
        if !self.full {
            return losses;
        }
        losses.map("+", Unary::Shift { shift: 0.5 * std::f64::consts::TAU.ln() })
    }

    /// The variances, of which those below `eps` are lifted without a change of their gradients.
    #[track_caller]
    fn at_least_eps<const N: usize, A: Float>(&self, name: &str, var: Tensor<N, A>) -> Tensor<N, A> {
        if matches!(var.place(), Place::Traced(..)) {
            return var;
        }
        let negative = var.as_slice().iter().position(|&v| v < A::zero());
        if let Some(at) = negative {
            panic!("{name}: expected variances, got {} (element {at})", var.as_slice()[at]);
        }
        let missing = var.detach().map("-", Unary::Affine { scale: -1.0, shift: self.eps }).relu();
        var + missing
    }
}

impl Default for GaussianNllLoss {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::{GaussianNllLoss, PoissonNllLoss};
    use crate::gradcheck::{gradcheck, irregular};

    #[test]
    fn gradients_of_counts() {
        let (x, t) = (irregular([3, 4]), (irregular([3, 4]) * 3.0).exp());
        for full in [false, true] {
            let loss = PoissonNllLoss::new().full(full);
            gradcheck(x.clone(), |x| loss.loss(x, &t)).unwrap();
            gradcheck(t.clone(), |t| loss.unreduced(x.clone(), t)).unwrap();
            let loss = loss.log_input(false).eps(1e-3);
            gradcheck(x.clone().exp(), |x| loss.unreduced(x, &t)).unwrap();
        }
    }

    #[test]
    fn gradients_of_means_and_variances() {
        let (x, t) = (irregular([3, 4]), irregular([3, 4]) * 2.0);
        let loss = GaussianNllLoss::new().full(true);
        for shape in [[3, 4], [3, 1]] {
            let var = irregular(shape).exp();
            gradcheck(x.clone(), |x| loss.loss(x, &t, &var)).unwrap();
            gradcheck(t.clone(), |t| loss.unreduced(x.clone(), t, &var)).unwrap();
            gradcheck(var.clone(), |var| loss.unreduced(x.clone(), &t, var)).unwrap();
        }
    }

    #[test]
    #[should_panic(expected = "gaussian_nll_loss: expected variances, got -1 (element 1)")]
    fn variances_are_not_negative() {
        let x = irregular([2]);
        let _ = GaussianNllLoss::new().loss(x.clone(), &x, crate::Tensor::from([1.0, -1.0]));
    }
}
