//! A group norm of other channels than come in.

use nn_core::prelude::*;

#[derive(Module, Forward, Init)]
#[forward(input = [3, 32, 32])]
struct Net {
    #[init(Conv2d::spec(3, 32, 7).stride(2))]
    conv: Conv2d,
    #[init(GroupNorm::spec(4, 16))]
    norm: GroupNorm,
}

fn main() {}
