//! A misspelt argument.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(freeze)]
    layer: Linear,
}

fn main() {}
