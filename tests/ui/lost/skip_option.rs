//! Skipping a layer that may be absent.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(skip)]
    layer: Option<Linear>,
    head: Linear,
}

fn main() {}
