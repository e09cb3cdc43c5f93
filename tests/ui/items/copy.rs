//! A model that is to be copied.

use nn_core::prelude::*;

#[derive(Clone, Copy, Module)]
struct Net {
    layer: Linear,
}

fn main() {}
