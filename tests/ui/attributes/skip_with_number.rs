//! A number for a reason.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(skip = 3)]
    width: usize,
}

fn main() {}
