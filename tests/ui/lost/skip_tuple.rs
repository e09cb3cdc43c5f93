//! Skipping a tuple with a layer in it.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(skip)]
    layers: (usize, Linear),
    head: Linear,
}

fn main() {}
