//! A map whose keys have no name.

use nn_core::prelude::*;

use std::collections::BTreeMap;

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key;

#[derive(Module)]
struct Net {
    layers: BTreeMap<Key, Linear>,
    head: Linear,
}

fn main() {}
