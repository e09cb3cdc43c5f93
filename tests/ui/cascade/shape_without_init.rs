//! A shape without the specs that it is checked by.

use nn_core::prelude::*;

#[derive(Module, Forward)]
#[forward(input = [64])]
struct Net {
    fc: Linear,
}

fn main() {}
