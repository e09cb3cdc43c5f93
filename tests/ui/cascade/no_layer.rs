//! A struct without a layer.

use nn_core::prelude::*;

#[derive(Module, Forward)]
struct Net {
    width: usize,
    name: String,
}

fn main() {}
