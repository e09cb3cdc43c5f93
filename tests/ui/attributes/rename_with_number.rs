//! A number for a name.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(rename = 3)]
    layer: Linear,
}

fn main() {}
