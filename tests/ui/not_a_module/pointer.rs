//! A raw pointer to a layer.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    layer: *mut Linear,
    head: Linear,
}

fn main() {}
