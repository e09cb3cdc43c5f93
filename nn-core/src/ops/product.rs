//! The other side of a matrix product: a tensor or parameter of any rank.

use super::matmul::multiply;
use super::stretch::pad;
use crate::module::Param;
use crate::storage::{Element, Float};
use crate::tensor::Tensor;

/// What a tensor of rank `N` is multiplied by in [`Tensor::matmul`]: a tensor, a reference to one, or a parameter, of any
/// rank from 2 on. The smaller rank is stretched over leading axes.
#[diagnostic::on_unimplemented(
    message = "a tensor of rank {N} has no matrix product with `{Self}`",
    label = "expected a tensor, a reference to one, or a parameter, of rank 2 or more and of the same element type"
)]
pub trait Product<const N: usize, A: Element> {
    /// The tensor of the larger rank.
    type Output;

    /// `left` times this, or its transpose.
    #[doc(hidden)]
    #[track_caller]
    fn product_of(self, left: Tensor<N, A>, name: &'static str, transposed: bool) -> Self::Output;
}

impl<const N: usize, A: Float> Product<N, A> for Tensor<N, A> {
    type Output = Tensor<N, A>;

    #[track_caller]
    fn product_of(self, left: Tensor<N, A>, name: &'static str, transposed: bool) -> Tensor<N, A> {
        multiply(left, self, name, transposed, [N, N])
    }
}

impl<const N: usize, A: Float> Product<N, A> for &Tensor<N, A> {
    type Output = Tensor<N, A>;

    #[track_caller]
    fn product_of(self, left: Tensor<N, A>, name: &'static str, transposed: bool) -> Tensor<N, A> {
        multiply(left, self.clone(), name, transposed, [N, N])
    }
}

impl<const N: usize, const M: usize, A: Float> Product<N, A> for &Param<M, A>
where
    Tensor<M, A>: Product<N, A>,
{
    type Output = <Tensor<M, A> as Product<N, A>>::Output;

    #[track_caller]
    fn product_of(self, left: Tensor<N, A>, name: &'static str, transposed: bool) -> Self::Output {
        self.on(&left).product_of(left, name, transposed)
    }
}

macro_rules! ranks {
    ($($small:literal $large:literal),* $(,)?) => {$(
        ranks!(@ $large, $small, $large, Tensor<$small, A>);
        ranks!(@ $large, $small, $large, &Tensor<$small, A>);
        ranks!(@ $small, $large, $large, Tensor<$large, A>);
        ranks!(@ $small, $large, $large, &Tensor<$large, A>);
    )*};
    (@ $left:literal, $right:literal, $output:literal, $type:ty) => {
        impl<A: Float> Product<$left, A> for $type {
            type Output = Tensor<$output, A>;

            #[track_caller]
            fn product_of(self, left: Tensor<$left, A>, name: &'static str, transposed: bool) -> Self::Output {
                multiply(pad(left), pad(self.clone()), name, transposed, [$left, $right])
            }
        }
    };
}

ranks!(2 3, 2 4, 2 5, 2 6, 3 4, 3 5, 3 6, 4 5, 4 6, 5 6);
