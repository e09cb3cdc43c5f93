//! A first layer that takes another rank than the model.

use nn_core::prelude::*;

#[derive(Module, Forward)]
#[forward(input = Tensor<2>)]
struct Net {
    conv: Conv2d,
    norm: BatchNorm2d,
}

fn main() {}
