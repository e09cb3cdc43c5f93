//! An output shape without an input shape.

use nn_core::prelude::*;

#[derive(Module, Forward)]
#[forward(output = [10])]
struct Net {
    fc: Linear,
}

fn main() {}
