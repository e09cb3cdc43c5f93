//! Layers, with PyTorch's names, arguments, defaults and layouts.
//!
//! Each is made from a spec, which is a plain value: `Linear::spec(64, 10).bias(false).init(&mut rng)`. Where all options
//! have their defaults, `Linear::new(64, 10, &mut rng)` is shorter.

mod activation;
mod axes;
mod batch_norm;
mod bilinear;
mod conv;
mod dropout;
mod embedding;
mod flatten;
mod forward;
mod group_norm;
mod layer;
mod layer_norm;
mod linear;
mod pool;
mod prelu;
mod softmax;
mod spec;

pub use activation::{Elu, Gelu, GeluTanh, Hardtanh, LeakyRelu, Relu, Relu6, Sigmoid, Silu, Softplus, Tanh};
pub use batch_norm::{BatchNorm1d, BatchNorm1dSpec, BatchNorm2d, BatchNorm2dSpec};
pub use bilinear::{Bilinear, BilinearSpec};
pub use conv::{Conv1d, Conv1dSpec, Conv2d, Conv2dSpec};
pub use dropout::Dropout;
pub use embedding::{Embedding, EmbeddingSpec};
pub use flatten::Flatten;
pub use group_norm::{GroupNorm, GroupNormSpec};
pub use layer_norm::{LayerNorm, LayerNormSpec};
pub use linear::{Linear, LinearSpec, LinearTo};
pub use pool::{
    AdaptiveAvgPool1d, AdaptiveAvgPool2d, AdaptiveMaxPool1d, AdaptiveMaxPool2d, AvgPool1d, AvgPool2d,
    MaxPool1d, MaxPool2d,
};
pub use prelu::{Prelu, PreluSpec};
pub use softmax::{LogSoftmax, Softmax};
