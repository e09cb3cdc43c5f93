//! An argument of a field on the struct.

use nn_core::prelude::*;

#[derive(Module)]
#[module(flatten)]
struct Net {
    layer: Linear,
}

fn main() {}
