//! Skipping a layer under another name.

use nn_core::prelude::*;

type Layer = Linear;

#[derive(Module)]
struct Net {
    #[module(skip)]
    layer: Layer,
    head: Linear,
}

fn main() {}
