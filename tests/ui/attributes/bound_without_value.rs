//! A bound is missing.

use nn_core::prelude::*;

#[derive(Module)]
#[module(bound)]
struct Net<T> {
    layer: T,
}

fn main() {}
