//! A field whose type is left to inference.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    layer: _,
}

fn main() {}
