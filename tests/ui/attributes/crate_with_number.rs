//! A number for the path of the library.

use nn_core::prelude::*;

#[derive(Module)]
#[module(crate = 3)]
struct Net {
    layer: Linear,
}

fn main() {}
