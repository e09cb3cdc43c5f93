//! Skipping a pointer to a layer that is never null.

use std::ptr::NonNull;

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(skip)]
    layer: NonNull<Linear>,
    head: Linear,
}

fn main() {}
