//! Arguments that exclude each other: visiting what is skipped.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(skip, with = visits)]
    width: usize,
}

fn main() {}
