//! An array of structs without the derive.

use nn_core::prelude::*;

struct Block {
    layer: Linear,
}

#[derive(Module)]
struct Net<const N: usize> {
    blocks: [Block; N],
    head: Linear,
}

fn main() {}
