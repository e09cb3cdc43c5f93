//! Arguments that exclude each other, in two attributes.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(skip)]
    #[module(frozen)]
    width: usize,
}

fn main() {}
