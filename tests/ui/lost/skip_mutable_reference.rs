//! Skipping a mutable reference to a layer.

use nn_core::prelude::*;

#[derive(Module)]
struct Net<'a> {
    #[module(skip)]
    layer: &'a mut Linear,
    head: Linear,
}

fn main() {}
