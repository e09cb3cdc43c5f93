//! A pointer to a function of three arguments.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    clamp: fn(Tensor<2>, f32, f32) -> Tensor<2>,
    head: Linear,
}

fn main() {}
