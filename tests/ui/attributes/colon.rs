//! A colon in place of the equals sign.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(rename: "a")]
    layer: Linear,
}

fn main() {}
