//! A boxed closure that takes references.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    activation: Box<dyn Fn(&Tensor<2>) -> Tensor<2>>,
    head: Linear,
}

fn main() {}
