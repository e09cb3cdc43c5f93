//! A stride of 0.

use nn_core::prelude::*;

#[derive(Module, Forward, Init)]
#[forward(input = [3, 32, 32])]
struct Net {
    #[init(Conv2d::spec(3, 32, 7).stride(0))]
    conv: Conv2d,
}

fn main() {}
