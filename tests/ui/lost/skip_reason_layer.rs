//! A reason does not let a layer through.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(skip = "it is not trained")]
    layer: Linear,
    head: Linear,
}

fn main() {}
