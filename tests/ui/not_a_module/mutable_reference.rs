//! A mutable reference to a layer.

use nn_core::prelude::*;

#[derive(Module)]
struct Net<'a> {
    layer: &'a mut Linear,
    head: Linear,
}

fn main() {}
