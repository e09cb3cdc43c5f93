//! Arguments that exclude each other: freezing what holds no parameter.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(skip, frozen)]
    width: usize,
}

fn main() {}
