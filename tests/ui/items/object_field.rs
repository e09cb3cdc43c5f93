//! A module object without a box.
//!
//! Longer than 15 lines: all of it is rustc's.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    layer: dyn Module,
    head: Linear,
}

fn main() {}
