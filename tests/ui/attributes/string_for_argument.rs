//! An argument in quotes.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module("flatten")]
    layer: Linear,
}

fn main() {}
