//! A struct without the derive inside a tuple.

use nn_core::prelude::*;

struct Block {
    layer: Linear,
}

#[derive(Module)]
struct Net {
    chain: (Linear, Block, Relu),
    head: Linear,
}

fn main() {}
