//! Skipping a layer in a cell that is filled once.

use std::cell::OnceCell;

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(skip)]
    layer: OnceCell<Linear>,
    head: Linear,
}

fn main() {}
