//! A string for a path.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(with = "visit_layer")]
    layer: Linear,
}

fn main() {}
