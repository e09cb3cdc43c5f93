//! A borrowed layer without a lifetime.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    layer: &Linear,
}

fn main() {}
