//! A name with a dot.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(rename = "a.b")]
    layer: Linear,
}

fn main() {}
