//! Two fields that are given one name.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(rename = "fc")]
    first: Linear,
    #[module(rename = "fc")]
    second: Linear,
}

fn main() {}
