//! A `Sequential` of structs without the derive.

use nn_core::prelude::*;

struct Block {
    layer: Linear,
}

#[derive(Module)]
struct Net {
    blocks: Sequential<Vec<Block>>,
    head: Linear,
}

fn main() {}
