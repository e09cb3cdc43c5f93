//! What an operation takes beside a tensor: another one, a reference to one, or a parameter.

use crate::module::Param;
use crate::storage::{Element, Float};
use crate::tensor::Tensor;

/// A tensor, a reference to one, or a parameter. A parameter joins the tape of the tensor that it meets.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an operand of rank {N}",
    label = "expected a tensor, a reference to one, or a parameter, of rank {N}"
)]
pub trait Operand<const N: usize, A: Element> {
    /// The operand as a tensor, for an operation with `other`: a parameter [joins its tape](Param::on), a tensor stays where
    /// it is.
    #[track_caller]
    fn operand_of<const M: usize, B: Element>(self, other: &Tensor<M, B>) -> Tensor<N, A>;
}

#[diagnostic::do_not_recommend]
impl<const N: usize, A: Element> Operand<N, A> for Tensor<N, A> {
    #[track_caller]
    fn operand_of<const M: usize, B: Element>(self, _: &Tensor<M, B>) -> Tensor<N, A> {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<const N: usize, A: Element> Operand<N, A> for &Tensor<N, A> {
    #[track_caller]
    fn operand_of<const M: usize, B: Element>(self, _: &Tensor<M, B>) -> Tensor<N, A> {
        self.clone()
    }
}

#[diagnostic::do_not_recommend]
impl<const N: usize, A: Float> Operand<N, A> for &Param<N, A> {
    #[track_caller]
    fn operand_of<const M: usize, B: Element>(self, other: &Tensor<M, B>) -> Tensor<N, A> {
        self.on(other)
    }
}

/// An operand that may be absent, such as a bias: `None`, an [`Operand`] as it is, or the parameter of a layer that may
/// have none (`self.bias.as_ref()`).
///
/// Of the options there is one alone, so that `None` needs no type:
///
/// ```
/// use nn_core::prelude::*;
///
/// let (x, weight) = (Tensor::<2>::ones([1, 3]), Tensor::<2>::ones([2, 3]));
/// assert_eq!(x.clone().linear(&weight, None).as_slice(), [3.0, 3.0]);
/// assert_eq!(x.linear(&weight, Tensor::from([1.0, 2.0])).as_slice(), [4.0, 5.0]);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither an operand of rank {N} nor absent",
    label = "expected `None`, or a tensor, a reference to one, or a parameter, of rank {N}, without `Some`"
)]
pub trait OptionalOperand<const N: usize, A: Element> {
    /// The operand as a tensor, for an operation with `other`, if there is one: see [`Operand::operand_of`].
    #[track_caller]
    fn optional_operand_of<const M: usize, B: Element>(self, other: &Tensor<M, B>) -> Option<Tensor<N, A>>;
}

#[diagnostic::do_not_recommend]
impl<const N: usize, A: Element> OptionalOperand<N, A> for Tensor<N, A> {
    #[track_caller]
    fn optional_operand_of<const M: usize, B: Element>(self, _: &Tensor<M, B>) -> Option<Tensor<N, A>> {
        Some(self)
    }
}

#[diagnostic::do_not_recommend]
impl<const N: usize, A: Element> OptionalOperand<N, A> for &Tensor<N, A> {
    #[track_caller]
    fn optional_operand_of<const M: usize, B: Element>(self, _: &Tensor<M, B>) -> Option<Tensor<N, A>> {
        Some(self.clone())
    }
}

#[diagnostic::do_not_recommend]
impl<const N: usize, A: Float> OptionalOperand<N, A> for &Param<N, A> {
    #[track_caller]
    fn optional_operand_of<const M: usize, B: Element>(self, other: &Tensor<M, B>) -> Option<Tensor<N, A>> {
        Some(self.on(other))
    }
}

#[diagnostic::do_not_recommend]
impl<const N: usize, A: Float> OptionalOperand<N, A> for Option<&Param<N, A>> {
    #[track_caller]
    fn optional_operand_of<const M: usize, B: Element>(self, other: &Tensor<M, B>) -> Option<Tensor<N, A>> {
        // No closure, which would be the caller of `on`.
        Some(self?.on(other))
    }
}
