//! A list in a cascade.

use nn_core::prelude::*;

#[derive(Module, Forward)]
#[forward(input = Tensor<2>)]
struct Net {
    hidden: Vec<Linear>,
    head: Linear,
}

fn main() {}
