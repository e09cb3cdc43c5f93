//! A type that does not exist: one error, from the struct.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    layer: Linaer,
    head: Linear,
}

fn main() {}
