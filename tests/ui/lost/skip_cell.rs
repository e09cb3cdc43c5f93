//! Skipping a layer in a plain cell.

use std::cell::Cell;

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(skip)]
    layer: Cell<Option<Linear>>,
    head: Linear,
}

fn main() {}
