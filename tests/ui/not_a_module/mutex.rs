//! A layer in a lock.

use nn_core::prelude::*;

use std::sync::Mutex;

#[derive(Module)]
struct Net {
    layer: Mutex<Linear>,
    head: Linear,
}

fn main() {}
