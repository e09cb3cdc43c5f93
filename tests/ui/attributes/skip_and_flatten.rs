//! Arguments that exclude each other: flattening what has no path.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(flatten, skip)]
    width: usize,
}

fn main() {}
