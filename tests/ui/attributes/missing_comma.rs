//! A missing comma.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(frozen rename = "a")]
    layer: Linear,
}

fn main() {}
