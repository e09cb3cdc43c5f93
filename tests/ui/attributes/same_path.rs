//! Two fields with one path.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    encoder: Linear,
    #[module(rename = "encoder")]
    decoder: Linear,
}

fn main() {}
