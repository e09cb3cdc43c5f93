//! An argument that is given twice.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(flatten, flatten)]
    layer: Linear,
}

fn main() {}
