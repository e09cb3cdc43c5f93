//! A layer in a lock for readers and writers.

use std::sync::RwLock;

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    layer: RwLock<Linear>,
    head: Linear,
}

fn main() {}
