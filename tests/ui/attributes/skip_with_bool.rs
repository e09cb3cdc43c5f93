//! A switch for a reason.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(skip = true)]
    width: usize,
}

fn main() {}
