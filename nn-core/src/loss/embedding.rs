//! Losses of pairs of vectors.

use super::Reduction;
use super::reduction::reduction_setter;
use crate::device::Unary;
use crate::ops::Operand;
use crate::storage::Float;
use crate::tensor::{Rank, Tensor, either, fits};

/// `1 − cos(a, b)` of pairs of vectors with the target 1, `max(0, cos(a, b) − margin)` of those with −1, averaged over the
/// pairs: [`torch.nn.CosineEmbeddingLoss`](https://pytorch.org/docs/stable/generated/torch.nn.CosineEmbeddingLoss.html).
/// By default the margin is 0.
///
/// # Shapes
///
/// Vectors `[batch, features]` have targets `[batch]`, a pair of `[features]` has one of rank 0.
///
/// ```
/// use nn_core::prelude::*;
///
/// let (a, b) = (Tensor::<2>::new([2, 1], vec![1.0, 1.0]), Tensor::<2>::new([2, 1], vec![-2.0, 3.0]));
/// let losses = CosineEmbeddingLoss::new().unreduced(a, &b, Tensor::from([1.0, -1.0]));
/// assert_eq!(losses.as_slice(), [2.0, 1.0]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CosineEmbeddingLoss {
    margin: f64,
    reduction: Reduction,
}

reduction_setter!(CosineEmbeddingLoss, "pairs");

impl CosineEmbeddingLoss {
    /// The mean, with a margin of 0.
    pub const fn new() -> Self {
        CosineEmbeddingLoss { margin: 0.0, reduction: Reduction::Mean }
    }

    /// Up to which cosine a pair with the target −1 costs nothing: a number from −1 to 1.
    pub const fn margin(mut self, margin: f64) -> Self {
        self.margin = margin;
        self
    }

    /// The loss. All three get gradients.
    ///
    /// # Panics
    ///
    /// As [`unreduced`](Self::unreduced).
    #[track_caller]
    pub fn loss<const N: usize, const M: usize, A: Float>(
        &self,
        a: Tensor<N, A>,
        b: impl Operand<N, A>,
        target: impl Operand<M, A>,
    ) -> Tensor<0, A>
    where
        Tensor<N, A>: Rank<Element = A, Smaller = Tensor<M, A>>,
    {
        self.reduction.of_elements(self.unreduced(a, b, target))
    }

    /// The loss of each pair: `reduction="none"`.
    ///
    /// # Panics
    ///
    /// If the vectors differ in shape, or there is not a target for each pair.
    #[track_caller]
    pub fn unreduced<const N: usize, const M: usize, A: Float>(
        &self,
        a: Tensor<N, A>,
        b: impl Operand<N, A>,
        target: impl Operand<M, A>,
    ) -> Tensor<M, A>
    where
        Tensor<N, A>: Rank<Element = A, Smaller = Tensor<M, A>>,
    {
        let (b, target) = (b.operand_of(&a), target.operand_of(&a));
        let (shape, pairs) = (a.shape(), target.shape());
        fits!(
            either(a.place(), b.place()),
            (N == 1 || N == 2) && b.shape() == shape && pairs == shape[..N - 1],
            "cosine_embedding_loss: expected two tensors of shape [batch, features] and targets of shape [batch], got \
             {shape:?}, {:?} and {pairs:?}",
            b.shape()
        );
        let cosine = cosine(a, b);
        let far = cosine.clone().map("+", Unary::Shift { shift: -self.margin }).relu();
        let near = cosine.map("-", Unary::Affine { scale: -1.0, shift: 1.0 });
        // Of each pair one of the two counts.
        let pulls = target.clone().map("*", Unary::Affine { scale: 0.5, shift: 0.5 });
        let pushes = target.map("*", Unary::Affine { scale: -0.5, shift: 0.5 });
        near * pulls + far * pushes
    }
}

/// The cosines of pairs of vectors along the last axis.
#[track_caller]
fn cosine<const N: usize, const M: usize, A: Float>(a: Tensor<N, A>, b: Tensor<N, A>) -> Tensor<M, A>
where
    Tensor<N, A>: Rank<Element = A, Smaller = Tensor<M, A>>,
{
    // PyTorch's.
    let eps = Unary::Shift { shift: 1e-12 };
    let (aa, bb) = ((a.clone() * &a).sum_axis(N - 1), (b.clone() * &b).sum_axis(N - 1));
    let sizes = (aa.map("+", eps) * bb.map("+", eps)).sqrt();
    (a * b).sum_axis(N - 1) / sizes
}

#[cfg(test)]
mod tests {
    use super::CosineEmbeddingLoss;
    use crate::gradcheck::{gradcheck, irregular};
    use crate::tensor::Tensor;

    #[test]
    fn gradients() {
        let (a, b, t) = (irregular([4, 3]), irregular([4, 3]) + 0.3, Tensor::from([1.0, -1.0, 1.0, -1.0]));
        let loss = CosineEmbeddingLoss::new().margin(-0.5);
        gradcheck(a.clone(), |a| loss.loss(a, &b, &t)).unwrap();
        gradcheck(b, |b| loss.unreduced(a.clone().beside(&b), b, &t)).unwrap();
    }
}
