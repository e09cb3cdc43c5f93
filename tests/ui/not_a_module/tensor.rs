//! A bare tensor.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    weight: Tensor<2>,
    head: Linear,
}

fn main() {}
