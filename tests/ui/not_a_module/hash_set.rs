//! A hash set of layers.

use nn_core::prelude::*;

use std::collections::HashSet;

#[derive(Module)]
struct Net {
    layers: HashSet<Linear>,
    head: Linear,
}

fn main() {}
