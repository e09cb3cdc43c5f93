//! An unknown argument on a field.

use nn_core::prelude::*;

#[derive(Module, Forward)]
struct Net {
    #[forward(skipp)]
    fc: Linear,
    head: Linear,
}

fn main() {}
