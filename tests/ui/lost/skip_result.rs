//! Skipping a layer that may have failed to load.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(skip)]
    layer: Result<Linear, String>,
    head: Linear,
}

fn main() {}
