//! A pointer to a function that takes references.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    activation: fn(&Tensor<2>) -> Tensor<2>,
    head: Linear,
}

fn main() {}
