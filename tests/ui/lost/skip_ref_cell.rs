//! Skipping a layer in a cell.

use nn_core::prelude::*;

use std::cell::RefCell;

#[derive(Module)]
struct Net {
    #[module(skip)]
    layer: RefCell<Linear>,
    head: Linear,
}

fn main() {}
