//! A type parameter that no field uses.

use nn_core::prelude::*;

#[derive(Module)]
struct Net<T> {
    layer: Linear,
}

fn main() {}
