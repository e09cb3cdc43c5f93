//! A borrowed slice of layers.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    layers: &'static [Linear],
    head: Linear,
}

fn main() {}
