//! Skipping an array of layers.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(skip)]
    layers: [Linear; 3],
    head: Linear,
}

fn main() {}
