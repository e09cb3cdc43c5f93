//! A struct of layers without the derive.

use nn_core::prelude::*;

struct Block {
    layer: Linear,
}

#[derive(Module)]
struct Net {
    block: Block,
    head: Linear,
}

fn main() {}
