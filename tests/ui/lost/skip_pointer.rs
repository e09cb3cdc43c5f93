//! Skipping a raw pointer to a layer.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(skip)]
    layer: *const Linear,
    head: Linear,
}

fn main() {}
