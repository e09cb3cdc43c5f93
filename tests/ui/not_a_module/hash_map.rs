//! A hash map of layers.

use nn_core::prelude::*;

use std::collections::HashMap;

#[derive(Module)]
struct Net {
    layers: HashMap<String, Linear>,
    head: Linear,
}

fn main() {}
