//! A value for an argument that takes none.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(flatten = true)]
    layer: Linear,
}

fn main() {}
