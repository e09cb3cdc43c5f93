//! A bound that does not say what the field needs.

use nn_core::prelude::*;

#[derive(Module)]
#[module(bound = "")]
struct Net<T> {
    layer: T,
}

fn main() {}
