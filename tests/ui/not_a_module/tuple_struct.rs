//! A struct without the derive in a tuple struct.

use nn_core::prelude::*;

struct Block {
    layer: Linear,
}

#[derive(Module)]
struct Net(Block, Linear);

fn main() {}
