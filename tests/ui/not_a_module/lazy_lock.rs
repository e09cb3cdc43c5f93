//! A layer that is made when it is first used.

use std::sync::LazyLock;

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    layer: LazyLock<Linear>,
    head: Linear,
}

fn main() {}
