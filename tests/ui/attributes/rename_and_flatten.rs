//! Arguments that exclude each other.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(rename = "a", flatten)]
    layer: Linear,
}

fn main() {}
