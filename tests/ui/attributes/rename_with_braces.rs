//! A pattern with a name where the index stands.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(rename = "layer{i}")]
    layers: Vec<Linear>,
}

fn main() {}
