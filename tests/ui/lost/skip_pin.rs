//! Skipping a pinned layer.

use std::pin::Pin;

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(skip)]
    layer: Pin<Box<Linear>>,
    head: Linear,
}

fn main() {}
