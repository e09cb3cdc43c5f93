//! A list of bare tensors.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    weights: Vec<Tensor<2>>,
    head: Linear,
}

fn main() {}
