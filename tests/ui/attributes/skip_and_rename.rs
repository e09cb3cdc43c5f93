//! Arguments that exclude each other: a name for what has no path.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(skip, rename = "size")]
    width: usize,
}

fn main() {}
