//! A path that cannot be read.

use nn_core::prelude::*;

#[derive(Module)]
#[module(crate = "my-nn")]
struct Net {
    layer: Linear,
}

fn main() {}
