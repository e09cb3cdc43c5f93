//! A bound that cannot be read.

use nn_core::prelude::*;

#[derive(Module)]
#[module(bound = "T Module")]
struct Net<T> {
    layer: T,
}

fn main() {}
