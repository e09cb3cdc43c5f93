//! An argument with a capital letter.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(Flatten)]
    layer: Linear,
}

fn main() {}
