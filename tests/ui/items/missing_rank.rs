//! A tensor without its rank.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    weight: Param,
}

fn main() {}
