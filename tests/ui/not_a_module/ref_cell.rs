//! A layer in a cell.

use nn_core::prelude::*;

use std::cell::RefCell;

#[derive(Module)]
struct Net {
    layer: RefCell<Linear>,
    head: Linear,
}

fn main() {}
