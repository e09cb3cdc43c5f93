//! A tuple inside `Sequential`, which is for lists.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    layers: Sequential<(Linear, Relu, Linear)>,
    head: Linear,
}

fn main() {}
