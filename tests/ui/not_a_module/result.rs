//! A foreign container of a layer.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    layer: Result<Linear, String>,
    head: Linear,
}

fn main() {}
