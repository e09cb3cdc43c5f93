//! Skipping a layer.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(skip)]
    layer: Linear,
    head: Linear,
}

fn main() {}
