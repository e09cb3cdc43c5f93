//! The path of the functions is missing.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(with)]
    layer: Linear,
}

fn main() {}
