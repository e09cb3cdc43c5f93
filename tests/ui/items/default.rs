//! A model with default values.

use nn_core::prelude::*;

#[derive(Default, Module)]
struct Net {
    layer: Linear,
}

fn main() {}
