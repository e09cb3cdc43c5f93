//! Operations on tensors, one family a file: each file holds the forward and the backward side by side. They are
//! methods of [`Tensor`](crate::Tensor).

mod activation;
mod arithmetic;
mod bilinear;
mod channel_norm;
mod choice;
mod conv;
mod dropout;
mod elementary;
mod embedding;
mod index;
mod layer_norm;
mod map;
mod matmul;
mod operand;
mod pool;
mod prelu;
mod reduce;
mod shape;
mod softmax;

pub use arithmetic::{Broadcast, Operator};
pub(crate) use channel_norm::Moments;
pub use conv::{Conv2dOptions, Padding};
pub use index::Concat;
pub use operand::Operand;
pub(crate) use pool::{avg_pool, max_pool, max_pool_with_indices};
