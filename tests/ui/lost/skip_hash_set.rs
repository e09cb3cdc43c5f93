//! Skipping a set of layers.

use std::collections::HashSet;

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(skip)]
    layers: HashSet<Linear>,
    head: Linear,
}

fn main() {}
