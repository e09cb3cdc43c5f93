//! The second of two convolutions does not take what the first gives.

use nn_core::prelude::*;

#[derive(Module, Forward, Init)]
#[forward(input = [3, 32, 32])]
struct Net {
    #[init(Conv2d::spec(3, 16, 3))]
    first: Conv2d,
    #[init(Conv2d::spec(32, 64, 3))]
    second: Conv2d,
}

fn main() {}
