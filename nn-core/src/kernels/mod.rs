//! Loops over elements and matrix products: the only place that touches elements. Kernels know slices and sizes,
//! no tensors and no tape.

pub(crate) mod activation;
pub(crate) mod broadcast;
pub(crate) mod channel_norm;
pub(crate) mod channels;
pub(crate) mod clip;
pub(crate) mod compiled;
pub(crate) mod conv;
pub(crate) mod cross_entropy;
pub(crate) mod dropout;
pub(crate) mod elementwise;
pub(crate) mod embedding;
pub(crate) mod im2col;
pub(crate) mod index;
pub(crate) mod layer_norm;
pub(crate) mod linear;
pub(crate) mod matmul;
pub(crate) mod matrix_batch;
pub(crate) mod max_pool;
pub(crate) mod mean_pool;
pub(crate) mod nll;
pub(crate) mod operator;
pub(crate) mod pad;
pub(crate) mod parallel;
pub(crate) mod permute;
pub(crate) mod pointwise;
pub(crate) mod prelu;
pub(crate) mod reduce;
pub(crate) mod simd;
pub(crate) mod softmax;
pub(crate) mod unary;
pub(crate) mod unpool;
pub(crate) mod update;
pub(crate) mod windows;
