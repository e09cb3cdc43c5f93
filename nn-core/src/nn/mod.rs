//! Layers, one a file, with PyTorch's names, arguments, defaults and layouts. Each has a spec, a plain value from
//! which it is made: `Linear::spec(64, 10).bias(false).init(&mut rng)`; `Linear::new(64, 10, &mut rng)` is the
//! short form.

mod activation;
mod conv;
mod flatten;
mod layer;
mod linear;

pub use activation::Relu;
pub use conv::{Conv1d, Conv1dSpec, Conv2d, Conv2dSpec};
pub use flatten::Flatten;
pub use linear::{Linear, LinearSpec};
