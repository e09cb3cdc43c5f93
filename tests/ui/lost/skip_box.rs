//! Skipping a boxed layer.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(skip)]
    layer: Box<Linear>,
    head: Linear,
}

fn main() {}
