//! Skipping a layer in parentheses.

use nn_core::prelude::*;

#[rustfmt::skip]

#[derive(Module)]
struct Net {
    #[module(skip)]
    layer: (Linear),
    head: Linear,
}

fn main() {}
