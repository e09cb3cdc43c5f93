//! Skipping an iterator of layers that nobody sees into.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(skip)]
    layers: Box<dyn Iterator<Item = Linear>>,
    head: Linear,
}

fn main() {}
