//! A value is missing after the sign.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(rename = )]
    layer: Linear,
}

fn main() {}
