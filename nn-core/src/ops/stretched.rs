//! What meets a tensor element by element: a number, or a tensor that is stretched over it.

use super::Operand;
use crate::module::Param;
use crate::storage::{Element, Float, element_types};
use crate::tensor::Tensor;

/// A number, or a tensor, a reference to one or a parameter of rank `N`, which is stretched over axes of size 1.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot stand beside the elements of a tensor of rank {N}",
    label = "expected a number, or a tensor, a reference to one or a parameter of rank {N}, of the same element type"
)]
pub trait Stretched<const N: usize, A: Element> {
    /// The tensor, of which a number has one element.
    #[doc(hidden)]
    #[track_caller]
    fn stretched_over<B: Element>(self, other: &Tensor<N, B>) -> Tensor<N, A>;
}

#[diagnostic::do_not_recommend]
impl<const N: usize, A: Element> Stretched<N, A> for Tensor<N, A> {
    #[track_caller]
    fn stretched_over<B: Element>(self, _: &Tensor<N, B>) -> Tensor<N, A> {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<const N: usize, A: Element> Stretched<N, A> for &Tensor<N, A> {
    #[track_caller]
    fn stretched_over<B: Element>(self, _: &Tensor<N, B>) -> Tensor<N, A> {
        self.clone()
    }
}

#[diagnostic::do_not_recommend]
impl<const N: usize, A: Float> Stretched<N, A> for &Param<N, A> {
    #[track_caller]
    fn stretched_over<B: Element>(self, other: &Tensor<N, B>) -> Tensor<N, A> {
        self.operand_of(other)
    }
}

macro_rules! numbers {
    (floats: [$($f:ident $F:ident),*], integers: [$($i:ident $I:ident),*], others: [$($o:ident $O:ident),*];) => {
        numbers!(@ $($f)* $($i)* $($o)*);
    };
    (@ $($number:ident)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<const N: usize> Stretched<N, $number> for $number {
            #[track_caller]
            fn stretched_over<B: Element>(self, other: &Tensor<N, B>) -> Tensor<N, $number> {
                Tensor::full([1; N], self).beside(other)
            }
        }
    )*};
}

element_types!(numbers {});
