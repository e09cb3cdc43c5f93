//! Hash maps of layers inside a list.

use nn_core::prelude::*;

use std::collections::HashMap;

#[derive(Module)]
struct Net {
    layers: Vec<HashMap<String, Linear>>,
    head: Linear,
}

fn main() {}
