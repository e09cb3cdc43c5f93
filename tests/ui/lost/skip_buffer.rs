//! Skipping a buffer, which would not be saved.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(skip)]
    mean: Buffer<1>,
    head: Linear,
}

fn main() {}
