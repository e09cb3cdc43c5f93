//! Skipping a layer that is made when it is first used.

use std::sync::LazyLock;

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(skip)]
    layer: LazyLock<Linear>,
    head: Linear,
}

fn main() {}
