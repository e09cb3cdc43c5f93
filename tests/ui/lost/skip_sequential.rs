//! Skipping a sequence of layers.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(skip)]
    layers: Sequential<Vec<Linear>>,
    head: Linear,
}

fn main() {}
