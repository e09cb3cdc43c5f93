//! An argument in quotes.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module("frozen")]
    layer: Linear,
}

fn main() {}
