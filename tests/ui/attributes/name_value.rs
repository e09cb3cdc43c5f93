//! A value in place of arguments.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module = "layer"]
    layer: Linear,
}

fn main() {}
