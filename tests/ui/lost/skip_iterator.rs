//! Skipping an iterator that owns layers.

use std::vec::IntoIter;

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(skip)]
    layers: IntoIter<Linear>,
    head: Linear,
}

fn main() {}
