//! A trait where a type is wanted.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    layer: Module,
}

fn main() {}
