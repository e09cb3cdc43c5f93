//! A pinned layer.

use std::pin::Pin;

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    layer: Pin<Box<Linear>>,
    head: Linear,
}

fn main() {}
