//! Skipping a layer that also holds buffers.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(skip)]
    norm: BatchNorm2d,
    head: Linear,
}

fn main() {}
