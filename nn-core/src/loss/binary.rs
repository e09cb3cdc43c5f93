//! Binary cross entropy of probabilities.

use super::Reduction;
use super::element_weight::ElementWeight;
use super::pointwise::{reduced, target as beside, unreduced};
use super::reduction::reduction_setter;
use crate::autodiff::Place;
use crate::device::Pointwise;
use crate::ops::Operand;
use crate::storage::Float;
use crate::tensor::Tensor;

/// `−(t·ln x + (1 − t)·ln(1 − x))` of probabilities `x`, averaged over the elements:
/// [`torch.nn.BCELoss`](https://pytorch.org/docs/stable/generated/torch.nn.BCELoss.html). The logarithms are not
/// less than −100, so that the loss stays finite. From logits, [`BceWithLogitsLoss`](super::BceWithLogitsLoss) is exact.
///
/// ```
/// use nn_core::prelude::*;
///
/// let (x, t) = (Tensor::from([0.5, 0.0]), Tensor::from([1.0, 1.0]));
/// let losses = BceLoss::new().unreduced(x, &t);
/// assert_eq!(losses.as_slice(), [2.0_f32.ln(), 100.0]);
/// ```
#[doc(alias = "BCELoss")]
#[derive(Clone, Debug)]
pub struct BceLoss<A: Float = f32> {
    weight: Option<ElementWeight<A>>,
    reduction: Reduction,
}

reduction_setter!([A: Float] BceLoss<A>, "elements");

impl<A: Float> BceLoss<A> {
    /// The loss with its defaults: no weights, the mean.
    pub const fn new() -> Self {
        BceLoss { weight: None, reduction: Reduction::Mean }
    }

    /// Factors of the losses, stretched over them as by multiplication.
    #[track_caller]
    pub fn weight<const M: usize>(mut self, weight: impl Into<Tensor<M, A>>) -> Self {
        self.weight = Some(ElementWeight::new(weight.into()));
        self
    }

    /// The loss. Both sides get gradients.
    ///
    /// # Panics
    ///
    /// If the shapes differ, the weights do not fit, or the input is not within `0..=1`.
    #[track_caller]
    pub fn loss<const N: usize>(&self, input: Tensor<N, A>, target: impl Operand<N, A>) -> Tensor<0, A> {
        let (input, target) = probabilities(input, target);
        match &self.weight {
            None => reduced(NAME, Pointwise::Entropy, input, target, self.reduction),
            Some(weight) => {
                let losses = unreduced(NAME, Pointwise::Entropy, input, target);
                self.reduction.of_elements(weight.times(NAME, losses))
            }
        }
    }

    /// The loss of each element: `reduction="none"`.
    ///
    /// # Panics
    ///
    /// As [`loss`](Self::loss) does.
    #[track_caller]
    pub fn unreduced<const N: usize>(&self, input: Tensor<N, A>, target: impl Operand<N, A>) -> Tensor<N, A> {
        let (input, target) = probabilities(input, target);
        let losses = unreduced(NAME, Pointwise::Entropy, input, target);
        match &self.weight {
            None => losses,
            Some(weight) => weight.times(NAME, losses),
        }
    }
}

#[track_caller]
fn probabilities<const N: usize, A: Float>(
    input: Tensor<N, A>,
    target: impl Operand<N, A>,
) -> (Tensor<N, A>, Tensor<N, A>) {
    let target = beside(NAME, &input, target);
    if matches!(input.place(), Place::Traced(..)) {
        return (input, target);
    }
    let mut elements = input.as_slice().iter().enumerate();
    if let Some((at, wrong)) = elements.find(|(_, x)| **x < A::zero() || **x > A::one()) {
        panic!(
            "{NAME}: expected probabilities within 0..=1, got {wrong} (element {at}); for logits there is \
             `binary_cross_entropy_with_logits`"
        );
    }
    (input, target)
}

const NAME: &str = "binary_cross_entropy";

impl<A: Float> Default for BceLoss<A> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const N: usize, A: Float> Tensor<N, A> {
    /// [`BceLoss`] with its defaults, of probabilities: `torch.nn.functional.binary_cross_entropy`.
    ///
    /// # Panics
    ///
    /// If the shapes differ, or an element is not within `0..=1`.
    #[track_caller]
    pub fn binary_cross_entropy(self, target: impl Operand<N, A>) -> Tensor<0, A> {
        BceLoss::new().loss(self, target)
    }
}

#[cfg(test)]
mod tests {
    use super::BceLoss;
    use crate::gradcheck::{gradcheck, irregular};
    use crate::loss::Reduction;
    use crate::tensor::Tensor;

    #[test]
    fn of_probabilities() {
        let (x, t) = ((irregular([4, 3]) * 3.0).sigmoid(), (irregular([4, 3]) * 5.0).sigmoid());
        for reduction in [Reduction::Mean, Reduction::Sum, Reduction::BatchMean] {
            let plain = BceLoss::new().reduction(reduction);
            for loss in [plain.clone(), plain.weight([0.5, 1.0, 3.0])] {
                gradcheck(x.clone(), |x| loss.loss(x, &t)).unwrap();
                gradcheck(t.clone(), |t| loss.loss(x.clone().beside(&t), t)).unwrap();
                gradcheck(x.clone(), |x| loss.unreduced(x, &t)).unwrap();
            }
        }
    }

    #[test]
    #[should_panic(
        expected = "binary_cross_entropy: expected probabilities within 0..=1, got 1.5 (element 1)"
    )]
    fn probabilities_must_be_such() {
        let _ = Tensor::from([0.5, 1.5]).binary_cross_entropy(Tensor::from([0.0, 1.0]));
    }
}
