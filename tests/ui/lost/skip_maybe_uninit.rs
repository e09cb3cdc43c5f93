//! Skipping a layer that may not be there yet.

use std::mem::MaybeUninit;

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(skip)]
    layer: MaybeUninit<Linear>,
    head: Linear,
}

fn main() {}
