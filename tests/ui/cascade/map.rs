//! A map of layers in a cascade.

use std::collections::BTreeMap;

use nn_core::prelude::*;

#[derive(Module, Forward)]
struct Net {
    heads: BTreeMap<String, Linear>,
}

fn main() {}
