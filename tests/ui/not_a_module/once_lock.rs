//! A layer that is made later.

use std::sync::OnceLock;

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    layer: OnceLock<Linear>,
    head: Linear,
}

fn main() {}
