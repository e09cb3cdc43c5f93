//! A linked list of layers.

use std::collections::LinkedList;

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    layers: LinkedList<Linear>,
    head: Linear,
}

fn main() {}
