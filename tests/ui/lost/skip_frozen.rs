//! A frozen layer that is skipped.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(skip)]
    body: Frozen<Linear>,
    head: Linear,
}

fn main() {}
