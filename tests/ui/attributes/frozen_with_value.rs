//! A switch for an argument that takes no value.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(frozen = false)]
    layer: Linear,
}

fn main() {}
