//! A path of nn-core that leads nowhere.

use nn_core::prelude::*;

#[derive(Module)]
#[module(crate = "engine")]
struct Net {
    layer: Linear,
}

fn main() {}
