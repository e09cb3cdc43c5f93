//! A union.

use nn_core::prelude::*;

#[derive(Module)]
union Net {
    width: usize,
    depth: usize,
}

fn main() {}
