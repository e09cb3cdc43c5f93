//! A name without quotes.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(rename = fc)]
    layer: Linear,
}

fn main() {}
