//! An empty reason.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(skip = "")]
    width: usize,
}

fn main() {}
