//! A list of closures, as in a list of layers of unknown type.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    layers: Vec<Box<dyn Fn(Tensor<2>) -> Tensor<2>>>,
    head: Linear,
}

fn main() {}
