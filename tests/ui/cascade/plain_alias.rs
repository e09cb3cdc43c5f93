//! A plain value behind an alias.

use nn_core::prelude::*;

type Width = usize;

#[derive(Module, Forward)]
#[forward(input = Tensor<2>)]
struct Net {
    width: Width,
    fc: Linear,
}

fn main() {}
