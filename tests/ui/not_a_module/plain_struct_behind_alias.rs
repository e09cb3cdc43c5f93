//! A struct without the derive, behind an alias.

use nn_core::prelude::*;

struct Block {
    layer: Linear,
}

type Stage = Vec<Block>;

#[derive(Module)]
struct Net {
    stage: Stage,
    head: Linear,
}

fn main() {}
