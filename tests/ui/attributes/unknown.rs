//! An argument that does not exist.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(trainable)]
    layer: Linear,
}

fn main() {}
