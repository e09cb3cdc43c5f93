//! Layers, one a file, with PyTorch's names, arguments, defaults and layouts. Each has a spec, a plain value from
//! which it is made: `Linear::spec(64, 10).bias(false).init(&mut rng)`; `Linear::new(64, 10, &mut rng)` is the
//! short form.

mod activation;
mod flatten;
mod layer;
mod linear;

pub use activation::{Elu, Gelu, GeluTanh, Hardtanh, LeakyRelu, Relu, Relu6, Sigmoid, Silu, Softplus, Tanh};
pub use flatten::Flatten;
pub use linear::{Linear, LinearSpec};
