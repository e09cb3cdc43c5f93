//! Skipping a map of layers: what others advise loses them.

use nn_core::prelude::*;

use std::collections::HashMap;

#[derive(Module)]
struct Net {
    #[module(skip)]
    layers: HashMap<String, Linear>,
    head: Linear,
}

fn main() {}
