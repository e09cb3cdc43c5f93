//! A type that does not exist: one error, from the struct.
//!
//! Longer than 15 lines: all of it is rustc's.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    layer: Linaer,
    head: Linear,
}

fn main() {}
