//! Skipping a shared layer.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(skip)]
    layer: Shared<Linear>,
    head: Linear,
}

fn main() {}
