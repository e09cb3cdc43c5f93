//! An argument that is given twice.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(frozen, frozen)]
    layer: Linear,
}

fn main() {}
