//! A kernel that dilation makes larger than its input.

use nn_core::prelude::*;

#[derive(Module, Forward, Init)]
#[forward(input = [3, 32, 32])]
struct Net {
    #[init(Conv2d::spec(3, 32, 7).dilation(6))]
    conv: Conv2d,
}

fn main() {}
