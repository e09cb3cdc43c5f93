//! Skipping the whole struct.

use nn_core::prelude::*;

#[derive(Module)]
#[module(skip)]
struct Net {
    layer: Linear,
}

fn main() {}
