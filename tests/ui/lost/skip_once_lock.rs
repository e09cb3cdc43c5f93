//! Skipping a layer that is made later.

use nn_core::prelude::*;

use std::sync::OnceLock;

#[derive(Module)]
struct Net {
    #[module(skip)]
    layer: OnceLock<Linear>,
    head: Linear,
}

fn main() {}
