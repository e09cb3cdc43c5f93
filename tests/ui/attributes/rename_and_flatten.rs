//! Arguments that exclude each other: a name for what adds none.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(rename = "a", flatten)]
    layer: Linear,
}

fn main() {}
