//! Skipping a list of layers.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(skip)]
    layers: Vec<Linear>,
    head: Linear,
}

fn main() {}
