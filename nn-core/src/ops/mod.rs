//! Operations on tensors, as methods of [`Tensor`](crate::Tensor).
//!
//! Each file holds one family of them, forward and backward side by side.

mod activation;
mod arithmetic;
mod bilinear;
mod cast;
mod channel_norm;
mod choice;
mod concat;
mod conv;
mod conv_options;
mod conv_transpose;
mod conv_transpose_options;
mod dropout;
mod elementary;
mod embedding;
mod extrema;
mod index;
mod layer_norm;
mod linear;
mod local_response_norm;
mod lp_pool;
mod map;
mod mask;
mod matmul;
mod max_unpool;
mod normalise;
mod operand;
mod pad;
mod pool;
mod prelu;
mod reduce;
mod rms_norm;
mod scalar;
mod shape;
mod slice;
mod softmax;
mod stretch;
mod strided;

pub use arithmetic::{Broadcast, Operator};
pub use concat::Concat;
pub use conv_options::{Conv1dOptions, Conv2dOptions, Conv3dOptions, ConvOptions, Padding};
pub use conv_transpose_options::{
    ConvTranspose1dOptions, ConvTranspose2dOptions, ConvTranspose3dOptions, ConvTransposeOptions,
};
pub(crate) use lp_pool::lp_pool;
pub(crate) use max_unpool::max_unpool;
pub(crate) use normalise::Moments;
pub use operand::Operand;
pub use pad::Pad;
pub(crate) use pool::{avg_pool, fractional_max_pool, max_pool, max_pool_with_indices};
