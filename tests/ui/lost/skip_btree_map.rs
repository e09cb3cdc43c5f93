//! Skipping an ordered map of layers.

use std::collections::BTreeMap;

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(skip)]
    layers: BTreeMap<String, Linear>,
    head: Linear,
}

fn main() {}
