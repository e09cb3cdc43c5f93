//! A generic struct of layers without the derive.

use nn_core::prelude::*;

struct Block<M> {
    layer: M,
}

#[derive(Module)]
struct Net {
    block: Block<Linear>,
    head: Linear,
}

fn main() {}
