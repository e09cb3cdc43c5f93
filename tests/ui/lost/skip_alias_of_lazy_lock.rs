//! Skipping a layer that is made when it is first used, behind an alias.

use std::sync::LazyLock;

use nn_core::prelude::*;

type Lazy = LazyLock<Linear>;

#[derive(Module)]
struct Net {
    #[module(skip)]
    layer: Lazy,
    head: Linear,
}

fn main() {}
