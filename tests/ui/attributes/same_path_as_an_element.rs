//! A field with the name of a list's element.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(rename = "layer{}")]
    layers: Vec<Linear>,
    layer3: Linear,
}

fn main() {}
