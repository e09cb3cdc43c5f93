//! An argument of the struct on a field.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(bound = "T: Module")]
    layer: Linear,
}

fn main() {}
