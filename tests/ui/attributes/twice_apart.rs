//! An argument that is given twice, in two attributes.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(rename = "a")]
    #[module(rename = "b")]
    layer: Linear,
}

fn main() {}
