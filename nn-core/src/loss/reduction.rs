//! How the losses of many elements become one.

use crate::storage::Float;
use crate::tensor::Tensor;

/// How a loss puts the losses of its elements together. To keep them apart, as PyTorch's `reduction="none"`,
/// call a loss's `unreduced`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reduction {
    /// The mean. Where classes have weights, it is weighted by them.
    #[default]
    Mean,
    /// The sum.
    Sum,
    /// The sum, divided by the size of the first axis: what the definition of the Kullback–Leibler divergence
    /// asks for.
    BatchMean,
}

impl Reduction {
    /// What the sum over losses of a shape is multiplied by. `count` is what the mean divides by.
    pub(super) fn scale<A: Float>(self, count: A, shape: &[usize]) -> A {
        match self {
            Reduction::Mean => A::one() / count,
            Reduction::Sum => A::one(),
            Reduction::BatchMean => A::one() / A::of(shape.first().map_or(1.0, |&n| n as f64)),
        }
    }

    /// The losses put together.
    #[track_caller]
    pub(super) fn of<const N: usize, A: Float>(
        self,
        losses: Tensor<N, A>,
        count: A,
        shape: &[usize],
    ) -> Tensor<0, A> {
        let scale = self.scale(count, shape);
        losses.sum().scale(scale)
    }

    /// The losses of elements that count alike, put together.
    #[track_caller]
    pub(super) fn of_elements<const N: usize, A: Float>(self, losses: Tensor<N, A>) -> Tensor<0, A> {
        let (count, shape) = (A::of(losses.len() as f64), losses.shape());
        self.of(losses, count, &shape)
    }
}

/// The setter of a loss for its reduction, whose documentation says what has losses. What a generic loss is generic over
/// comes first, in brackets.
macro_rules! reduction_setter {
    ([$($generics:tt)*] $type:ty, $what:literal) => {
        impl<$($generics)*> $type {
            #[doc = concat!("How the losses of the ", $what, " are put together; by default their mean.")]
            pub const fn reduction(mut self, reduction: Reduction) -> Self {
                self.reduction = reduction;
                self
            }
        }
    };
    ($type:ty, $what:literal) => {
        $crate::loss::reduction::reduction_setter!([] $type, $what);
    };
}

pub(super) use reduction_setter;
