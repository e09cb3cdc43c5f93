//! No parentheses on the struct.

use nn_core::prelude::*;

#[derive(Module)]
#[module]
struct Net {
    layer: Linear,
}

fn main() {}
