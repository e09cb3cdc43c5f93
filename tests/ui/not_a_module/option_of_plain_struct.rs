//! A struct without the derive that may be absent.

use nn_core::prelude::*;

struct Block {
    layer: Linear,
}

#[derive(Module)]
struct Net {
    block: Option<Block>,
    head: Linear,
}

fn main() {}
