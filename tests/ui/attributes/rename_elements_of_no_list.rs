//! A pattern for the names of elements on a field that is no list.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(rename = "layer{}")]
    layer: Linear,
}

fn main() {}
