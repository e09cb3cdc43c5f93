//! `Clone` over a field that cannot be cloned.

use nn_core::prelude::*;

#[derive(Clone, Module)]
struct Net {
    layer: Linear,
    block: Block,
}

#[derive(Module)]
struct Block {
    layer: Linear,
}

fn main() {}
