//! An ordered set of layers.

use std::collections::BTreeSet;

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    layers: BTreeSet<Linear>,
    head: Linear,
}

fn main() {}
