//! Variants that give different types.
//!
//! Longer than 15 lines: the compiler shows both variants with their types.

use nn_core::prelude::*;

#[derive(Module, Forward)]
#[forward(input = Tensor<4>)]
enum Head {
    Conv(Conv2d),
    Flat(Flatten, Linear),
    Same,
}

fn main() {}
