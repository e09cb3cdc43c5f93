//! A convolution that takes other channels than come in.

use nn_core::prelude::*;

#[derive(Module, Forward, Init)]
#[forward(input = [3, 32, 32])]
struct Net {
    #[init(Conv2d::spec(1, 32, 7))]
    conv: Conv2d,
}

fn main() {}
