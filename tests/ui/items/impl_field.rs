//! A field of some type that implements a trait.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    layer: impl Module,
}

fn main() {}
