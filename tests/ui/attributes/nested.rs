//! Arguments inside an argument.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(frozen(true))]
    layer: Linear,
}

fn main() {}
