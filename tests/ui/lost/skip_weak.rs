//! Skipping a weak handle of a layer.

use std::sync::Weak;

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(skip)]
    layer: Weak<Linear>,
    head: Linear,
}

fn main() {}
