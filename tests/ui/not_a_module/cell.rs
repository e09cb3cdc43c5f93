//! A layer in a plain cell.

use std::cell::Cell;

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    layer: Cell<Option<Linear>>,
    head: Linear,
}

fn main() {}
