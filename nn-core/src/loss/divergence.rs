//! The Kullback–Leibler divergence.

use super::Reduction;
use super::pointwise::{reduced, target as beside, unreduced};
use super::reduction::reduction_setter;
use crate::device::Pointwise;
use crate::ops::Operand;
use crate::storage::Float;
use crate::tensor::Tensor;

/// `t·(ln t − x)`, where `x` are logarithms of probabilities and `t` probabilities, averaged over the elements:
/// [`torch.nn.KLDivLoss`](https://pytorch.org/docs/stable/generated/torch.nn.KLDivLoss.html). Where `t` is 0, so is
/// the loss. With [`log_target`](Self::log_target), `t` are logarithms too: `eᵗ·(t − x)`.
///
/// As in PyTorch, the default is the mean over all elements, but the divergence as it is defined is
/// [`Reduction::BatchMean`].
///
/// ```
/// use nn_core::prelude::*;
///
/// let p = Tensor::from(ndarray::array![[0.5, 0.5]]);
/// let x = Tensor::from(ndarray::array![[0.25, 0.75]]).ln();
/// let divergence = KlDivLoss::new().reduction(Reduction::BatchMean).loss(x, &p);
/// assert!((divergence.item() - 0.5 * (0.5_f32 / 0.25).ln() - 0.5 * (0.5_f32 / 0.75).ln()).abs() < 1e-6);
/// ```
#[doc(alias = "KLDivLoss")]
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct KlDivLoss {
    log_target: bool,
    reduction: Reduction,
}

reduction_setter!(KlDivLoss, "elements");

impl KlDivLoss {
    /// The loss with its defaults: targets are probabilities, the mean over the elements.
    pub const fn new() -> Self {
        KlDivLoss { log_target: false, reduction: Reduction::Mean }
    }

    /// Whether the targets are logarithms of probabilities; by default they are not.
    pub const fn log_target(mut self, log_target: bool) -> Self {
        self.log_target = log_target;
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
        let target = beside("kl_div", &input, target);
        match self.log_target {
            false => reduced("kl_div", Pointwise::Divergence, input, target, self.reduction),
            true => reduced("kl_div", Pointwise::LogDivergence, input, target, self.reduction),
        }
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
        let target = beside("kl_div", &input, target);
        match self.log_target {
            false => unreduced("kl_div", Pointwise::Divergence, input, target),
            true => unreduced("kl_div", Pointwise::LogDivergence, input, target),
        }
    }
}

impl<const N: usize, A: Float> Tensor<N, A> {
    /// [`KlDivLoss`] with its defaults: the mean of `t·(ln t − x)` over the elements.
    ///
    /// # Panics
    ///
    /// If the shapes differ.
    #[track_caller]
    pub fn kl_div(self, target: impl Operand<N, A>) -> Tensor<0, A> {
        KlDivLoss::new().loss(self, target)
    }
}

#[cfg(test)]
mod tests {
    use super::KlDivLoss;
    use crate::gradcheck::{gradcheck, irregular};
    use crate::loss::Reduction;
    use crate::tensor::Tensor;

    #[test]
    fn every_setting() {
        let (x, t) = (irregular([4, 3]).log_softmax(1), (irregular([4, 3]) * 3.0).softmax(1));
        for reduction in [Reduction::Mean, Reduction::Sum, Reduction::BatchMean] {
            let loss = KlDivLoss::new().reduction(reduction);
            for (loss, t) in [(loss, t.clone()), (loss.log_target(true), t.clone().ln())] {
                gradcheck(x.clone(), |x| loss.loss(x, &t)).unwrap();
                gradcheck(t.clone(), |t| loss.loss(x.clone().beside(&t), t)).unwrap();
                gradcheck(x.clone(), |x| loss.unreduced(x, &t)).unwrap();
            }
        }
    }

    #[test]
    fn both_targets_agree_and_zero_is_no_loss() {
        let (x, t) = (irregular([4, 3]).log_softmax(1), (irregular([4, 3]) * 3.0).softmax(1));
        let logarithms = KlDivLoss::new().log_target(true).loss(x.clone(), t.clone().ln());
        assert!((x.kl_div(t).item() - logarithms.item()).abs() < 1e-12);
        let losses = KlDivLoss::new().unreduced(Tensor::from([-1.0, -2.0]), Tensor::from([0.0, 1.0]));
        assert_eq!(losses.as_slice(), [0.0, 2.0]);
    }
}
