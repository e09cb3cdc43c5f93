//! `Debug` over a field that cannot be printed.

use nn_core::prelude::*;

#[derive(Debug, Module)]
struct Net {
    layer: Linear,
    block: Block,
}

#[derive(Module)]
struct Block {
    layer: Linear,
}

fn main() {}
