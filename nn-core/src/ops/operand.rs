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
