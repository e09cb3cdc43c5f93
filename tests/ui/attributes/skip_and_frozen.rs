//! Arguments that exclude each other.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(skip, frozen)]
    width: usize,
}

fn main() {}
