//! A recursive type without a `Box`.

use nn_core::prelude::*;

#[derive(Module)]
struct Node {
    layer: Linear,
    next: Option<Node>,
}

fn main() {}
