//! Operations on tensors, as methods of [`Tensor`](crate::Tensor).
//!
//! Each file holds one family of them, forward and backward side by side.

mod activation;
mod arithmetic;
mod attention;
mod attention_options;
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
mod map;
mod mask;
mod matmul;
mod normalise;
mod operand;
mod pad;
mod pool;
mod prelu;
mod recurrent;
mod reduce;
mod rms_norm;
mod scalar;
mod shape;
mod slice;
mod softmax;
mod stretch;
mod strided;

pub use arithmetic::{Broadcast, Operator};
pub(crate) use attention::{Sizes, attend};
pub use attention_options::AttentionOptions;
pub use concat::Concat;
pub use conv_options::{Conv1dOptions, Conv2dOptions, ConvOptions, Padding};
pub use conv_transpose_options::{ConvTranspose1dOptions, ConvTranspose2dOptions, ConvTransposeOptions};
pub(crate) use normalise::Moments;
pub use operand::Operand;
pub use pad::Pad;
pub(crate) use pool::{avg_pool, max_pool, max_pool_with_indices};
pub(crate) use recurrent::{Recurrent, States, recurrent};
