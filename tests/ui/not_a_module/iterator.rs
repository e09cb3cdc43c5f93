//! An iterator that owns layers.

use std::vec::IntoIter;

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    layers: IntoIter<Linear>,
    head: Linear,
}

fn main() {}
