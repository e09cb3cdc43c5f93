//! Skipping a boxed slice of layers.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(skip)]
    layers: Box<[Linear]>,
    head: Linear,
}

fn main() {}
