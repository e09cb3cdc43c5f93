//! Skipping a list of lists of layers.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(skip)]
    blocks: Vec<Vec<Linear>>,
    head: Linear,
}

fn main() {}
