//! Binary cross entropy of logits.

use super::Reduction;
use super::element_weight::ElementWeight;
use super::pointwise::{reduced, target as beside, unreduced};
use super::reduction::reduction_setter;
use crate::device::Pointwise;
use crate::ops::Operand;
use crate::storage::Float;
use crate::tensor::Tensor;

/// `t·ln(1 + e⁻ˣ) + (1 − t)·ln(1 + eˣ)` of logits `x`, averaged over the elements, which is the binary cross entropy
/// of `sigmoid(x)`, without its rounding:
/// [`torch.nn.BCEWithLogitsLoss`](https://pytorch.org/docs/stable/generated/torch.nn.BCEWithLogitsLoss.html).
///
/// ```
/// use nn_core::prelude::*;
///
/// let (x, t) = (Tensor::from([0.0, 1000.0]), Tensor::from([1.0, 0.0]));
/// let loss = BceWithLogitsLoss::new();
/// assert_eq!(loss.unreduced(x.clone(), &t).as_slice(), [2.0_f32.ln(), 1000.0]);
/// assert_eq!(loss.pos_weight([3.0, 1.0]).unreduced(x, &t).as_slice(), [3.0 * 2.0_f32.ln(), 1000.0]);
/// ```
#[doc(alias = "BCEWithLogitsLoss")]
#[derive(Clone, Debug)]
pub struct BceWithLogitsLoss<A: Float = f32> {
    weight: Option<ElementWeight<A>>,
    pos_weight: Option<ElementWeight<A>>,
    reduction: Reduction,
}

reduction_setter!([A: Float] BceWithLogitsLoss<A>, "elements");

impl<A: Float> BceWithLogitsLoss<A> {
    /// The loss with its defaults: no weights, the mean.
    pub const fn new() -> Self {
        BceWithLogitsLoss { weight: None, pos_weight: None, reduction: Reduction::Mean }
    }

    /// Factors of the losses, stretched over them as by multiplication.
    #[track_caller]
    pub fn weight<const M: usize>(mut self, weight: impl Into<Tensor<M, A>>) -> Self {
        self.weight = Some(ElementWeight::new(weight.into()));
        self
    }

    /// Factors of the part of the losses that belongs to the positive answer, one for each class: more than 1 for
    /// recall, less for precision.
    #[track_caller]
    pub fn pos_weight<const M: usize>(mut self, weight: impl Into<Tensor<M, A>>) -> Self {
        self.pos_weight = Some(ElementWeight::new(weight.into()));
        self
    }

    /// The loss. Both sides get gradients.
    ///
    /// # Panics
    ///
    /// If the shapes differ, or the weights do not fit.
    #[track_caller]
    pub fn loss<const N: usize>(&self, input: Tensor<N, A>, target: impl Operand<N, A>) -> Tensor<0, A> {
        if self.weight.is_some() || self.pos_weight.is_some() {
            return self.reduction.of_elements(self.unreduced(input, target));
        }
        let target = beside(NAME, &input, target);
        reduced(NAME, Pointwise::EntropyOfLogits, input, target, self.reduction)
    }

    /// The loss of each element: `reduction="none"`.
    ///
    /// # Panics
    ///
    /// As [`loss`](Self::loss) does.
    #[track_caller]
    pub fn unreduced<const N: usize>(&self, input: Tensor<N, A>, target: impl Operand<N, A>) -> Tensor<N, A> {
        let target = beside(NAME, &input, target);
        let losses = match &self.pos_weight {
            None => unreduced(NAME, Pointwise::EntropyOfLogits, input, target),
            Some(weight) => {
                let weight = weight.over(NAME, &input);
                let positive = unreduced(NAME, Pointwise::Positive, input.clone(), target.clone()) * weight;
                positive + unreduced(NAME, Pointwise::Negative, input, target)
            }
        };
        match &self.weight {
            None => losses,
            Some(weight) => weight.times(NAME, losses),
        }
    }
}

const NAME: &str = "binary_cross_entropy_with_logits";

impl<A: Float> Default for BceWithLogitsLoss<A> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const N: usize, A: Float> Tensor<N, A> {
    /// [`BceWithLogitsLoss`] with its defaults, of logits.
    ///
    /// # Panics
    ///
    /// If the shapes differ.
    #[track_caller]
    pub fn binary_cross_entropy_with_logits(self, target: impl Operand<N, A>) -> Tensor<0, A> {
        BceWithLogitsLoss::new().loss(self, target)
    }
}

#[cfg(test)]
mod tests {
    use super::BceWithLogitsLoss;
    use crate::gradcheck::{gradcheck, irregular};
    use crate::loss::Reduction;
    use crate::tensor::Tensor;

    fn data() -> (Tensor<2, f64>, Tensor<2, f64>) {
        (irregular([4, 3]) * 3.0, (irregular([4, 3]) * 5.0).sigmoid())
    }

    #[test]
    fn of_logits() {
        let (x, t) = data();
        for reduction in [Reduction::Mean, Reduction::Sum, Reduction::BatchMean] {
            let plain = BceWithLogitsLoss::new().reduction(reduction);
            let weighted = plain.clone().weight(irregular([4, 1]));
            let positive = plain.clone().pos_weight([0.5, 1.0, 3.0]);
            for loss in [plain, weighted, positive.clone(), positive.weight(0.3)] {
                gradcheck(x.clone(), |x| loss.loss(x, &t)).unwrap();
                gradcheck(t.clone(), |t| loss.loss(x.clone().beside(&t), t)).unwrap();
                gradcheck(x.clone(), |x| loss.unreduced(x, &t)).unwrap();
            }
        }
    }

    #[test]
    fn both_agree() {
        let (x, t) = data();
        let (a, b) = (
            x.clone().binary_cross_entropy_with_logits(&t).item(),
            x.sigmoid().binary_cross_entropy(&t).item(),
        );
        assert!((a - b).abs() < 1e-12, "{a} and {b}");
    }

    #[test]
    fn confident_answers_keep_their_digits() {
        let costs = |x: [f32; 2], t: [f32; 2]| {
            let (x, t) = (Tensor::from(x), Tensor::from(t));
            let plain = BceWithLogitsLoss::new().unreduced(x.clone(), &t);
            let positive = BceWithLogitsLoss::new().pos_weight(1.0).unreduced(x, &t);
            assert_eq!(plain.as_slice(), positive.as_slice());
            [plain.as_slice()[0], plain.as_slice()[1]]
        };
        for (x, cost) in [(10.0, 4.539_889_9e-5), (20.0, 2.061_153_6e-9), (1e4, 0.0), (1e9, 0.0)] {
            for right in costs([x, -x], [1.0, 0.0]) {
                assert!((right - cost).abs() <= cost * 1e-6, "{x}: {right} instead of {cost}");
            }
            assert_eq!(costs([x, -x], [0.0, 1.0]), [x + cost; 2]);
        }
        let infinite = Tensor::from([f32::INFINITY]).binary_cross_entropy_with_logits(Tensor::from([0.0]));
        assert_eq!(infinite.item(), f32::INFINITY);
    }

    #[test]
    #[should_panic(expected = "a weight of shape [2] cannot be stretched over an input of shape [4, 3]")]
    fn weights_must_fit() {
        let (x, t) = data();
        let _ = BceWithLogitsLoss::new().weight([1.0, 2.0]).loss(x, t);
    }
}
