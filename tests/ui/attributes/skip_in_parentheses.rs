//! A reason in parentheses.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(skip("it is fixed"))]
    width: usize,
}

fn main() {}
