//! A list of structs without the derive.

use nn_core::prelude::*;

struct Block {
    layer: Linear,
}

#[derive(Module)]
struct Net {
    blocks: Vec<Block>,
    head: Linear,
}

fn main() {}
