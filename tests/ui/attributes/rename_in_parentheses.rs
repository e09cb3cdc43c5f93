//! A name in parentheses.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(rename("a"))]
    layer: Linear,
}

fn main() {}
