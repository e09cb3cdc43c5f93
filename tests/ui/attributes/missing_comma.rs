//! A missing comma.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(flatten rename = "a")]
    layer: Linear,
}

fn main() {}
