//! Losses that ask for a margin between what belongs together and what does not.

use super::Reduction;
use super::pointwise::{pointwise_loss, target as beside};
use super::reduction::reduction_setter;
use crate::device::{Pointwise, Unary};
use crate::ops::Operand;
use crate::storage::Float;
use crate::tensor::Tensor;

/// `ln(1 + e^(−t·x))` of scores `x` and targets of 1 and −1, averaged over the elements:
/// [`torch.nn.SoftMarginLoss`](https://pytorch.org/docs/stable/generated/torch.nn.SoftMarginLoss.html). Unlike
/// PyTorch's, it does not overflow.
///
/// ```
/// use nn_core::prelude::*;
///
/// let losses = SoftMarginLoss::new().unreduced(Tensor::from([0.0, 200.0]), Tensor::from([1.0, -1.0]));
/// assert_eq!(losses.as_slice(), [2.0_f32.ln(), 200.0]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SoftMarginLoss {
    reduction: Reduction,
}

pointwise_loss!(SoftMarginLoss, "soft_margin_loss", |_loss| Pointwise::SoftMargin);

impl SoftMarginLoss {
    /// The mean.
    pub const fn new() -> Self {
        SoftMarginLoss { reduction: Reduction::Mean }
    }
}

/// Of distances `x` and targets of 1 and −1: `x` where the target is 1, `max(0, margin − x)` where it is −1, averaged over
/// the elements: [`torch.nn.HingeEmbeddingLoss`](https://pytorch.org/docs/stable/generated/torch.nn.HingeEmbeddingLoss.html).
/// By default the margin is 1. No gradient goes to the target.
///
/// ```
/// use nn_core::prelude::*;
///
/// let (x, t) = (Tensor::from([0.25, 0.25, 3.0]), Tensor::from([1.0, -1.0, -1.0]));
/// assert_eq!(HingeEmbeddingLoss::new().unreduced(x, &t).as_slice(), [0.25, 0.75, 0.0]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HingeEmbeddingLoss {
    margin: f64,
    reduction: Reduction,
}

pointwise_loss!(HingeEmbeddingLoss, "hinge_embedding_loss", |loss| Pointwise::HingeEmbedding {
    margin: loss.margin
});

impl HingeEmbeddingLoss {
    /// The mean, with a margin of 1.
    pub const fn new() -> Self {
        HingeEmbeddingLoss { margin: 1.0, reduction: Reduction::Mean }
    }

    /// How far apart is far enough.
    pub const fn margin(mut self, margin: f64) -> Self {
        self.margin = margin;
        self
    }
}

impl Default for HingeEmbeddingLoss {
    fn default() -> Self {
        Self::new()
    }
}

/// `max(0, margin − t·(a − b))` of two scores and targets of 1, where `a` should be the greater one, and −1, averaged over
/// the elements: [`torch.nn.MarginRankingLoss`](https://pytorch.org/docs/stable/generated/torch.nn.MarginRankingLoss.html).
/// By default the margin is 0.
///
/// ```
/// use nn_core::prelude::*;
///
/// let (a, b) = (Tensor::from([1.0, 1.0]), Tensor::from([3.0, 3.0]));
/// let losses = MarginRankingLoss::new().margin(0.5).unreduced(a, b, Tensor::from([1.0, -1.0]));
/// assert_eq!(losses.as_slice(), [2.5, 0.0]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct MarginRankingLoss {
    margin: f64,
    reduction: Reduction,
}

reduction_setter!(MarginRankingLoss, "elements");

impl MarginRankingLoss {
    /// The mean, with a margin of 0.
    pub const fn new() -> Self {
        MarginRankingLoss { margin: 0.0, reduction: Reduction::Mean }
    }

    /// By how much the one score should be the greater one.
    pub const fn margin(mut self, margin: f64) -> Self {
        self.margin = margin;
        self
    }

    /// The loss.
    ///
    /// # Panics
    ///
    /// If the shapes differ.
    #[track_caller]
    pub fn loss<const N: usize, A: Float>(
        &self,
        a: Tensor<N, A>,
        b: impl Operand<N, A>,
        target: impl Operand<N, A>,
    ) -> Tensor<0, A> {
        self.reduction.of_elements(self.unreduced(a, b, target))
    }

    /// The loss of each element: `reduction="none"`.
    ///
    /// # Panics
    ///
    /// If the shapes differ.
    #[track_caller]
    pub fn unreduced<const N: usize, A: Float>(
        &self,
        a: Tensor<N, A>,
        b: impl Operand<N, A>,
        target: impl Operand<N, A>,
    ) -> Tensor<N, A> {
        const NAME: &str = "margin_ranking_loss";
        let b = beside(NAME, &a, b);
        let target = beside(NAME, &a, target);
        ((a - b) * target).map("-", Unary::Affine { scale: -1.0, shift: self.margin }).relu()
    }
}

#[cfg(test)]
mod tests {
    use super::{HingeEmbeddingLoss, MarginRankingLoss, SoftMarginLoss};
    use crate::gradcheck::{gradcheck, irregular};
    use crate::tensor::Tensor;

    fn signs() -> Tensor<2, f64> {
        Tensor::from_fn([3, 4], |[i, j]| if (i + 2 * j) % 3 == 0 { -1.0 } else { 1.0 })
    }

    #[test]
    fn gradients() {
        let x = irregular([3, 4]) * 3.0;
        gradcheck(x.clone(), |x| SoftMarginLoss::new().loss(x, signs())).unwrap();
        gradcheck(signs(), |t| SoftMarginLoss::new().unreduced(x.clone(), t)).unwrap();
        for margin in [0.5, 1.5] {
            gradcheck(x.clone(), |x| HingeEmbeddingLoss::new().margin(margin).unreduced(x, signs())).unwrap();
            let ranking = MarginRankingLoss::new().margin(margin);
            let other = irregular([3, 4]) + 0.1;
            gradcheck(x.clone(), |x| ranking.loss(x, &other, signs())).unwrap();
            gradcheck(other.clone(), |b| ranking.unreduced(x.clone(), b, signs())).unwrap();
        }
    }
}
