//! Structs without the derive in a map.

use std::collections::BTreeMap;

use nn_core::prelude::*;

struct Block {
    layer: Linear,
}

#[derive(Module)]
struct Net {
    blocks: BTreeMap<String, Block>,
    head: Linear,
}

fn main() {}
