//! Skipping a layer deep inside tuples.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(skip)]
    state: (usize, (f32, (bool, Linear))),
    head: Linear,
}

fn main() {}
