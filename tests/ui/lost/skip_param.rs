//! Skipping a parameter.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(skip)]
    scale: Param<1>,
    head: Linear,
}

fn main() {}
