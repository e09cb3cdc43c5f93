//! No argument.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module()]
    layer: Linear,
}

fn main() {}
