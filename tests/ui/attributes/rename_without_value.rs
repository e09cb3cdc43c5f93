//! A name is missing.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(rename)]
    layer: Linear,
}

fn main() {}
