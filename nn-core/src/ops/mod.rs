//! Operations on tensors, one family a file: each file holds the forward and the backward side by side. They are
//! methods of [`Tensor`](crate::Tensor).

mod activation;
mod arithmetic;
mod elementary;
mod index;
mod map;
mod matmul;
mod operand;
mod reduce;
mod shape;
mod softmax;

pub use arithmetic::{Broadcast, Operator};
pub use index::Concat;
pub use operand::Operand;
