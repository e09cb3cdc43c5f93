//! `input` without a value.

use nn_core::prelude::*;

#[derive(Module, Forward)]
#[forward(input)]
struct Net {
    fc: Linear,
}

fn main() {}
