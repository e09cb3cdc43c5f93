//! Arguments inside an argument.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(flatten(true))]
    layer: Linear,
}

fn main() {}
