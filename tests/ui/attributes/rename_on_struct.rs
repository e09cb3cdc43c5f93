//! A name for the struct.

use nn_core::prelude::*;

#[derive(Module)]
#[module(rename = "net")]
struct Net {
    layer: Linear,
}

fn main() {}
