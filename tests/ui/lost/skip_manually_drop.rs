//! Skipping a layer that is dropped by hand.

use std::mem::ManuallyDrop;

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(skip)]
    layer: ManuallyDrop<Linear>,
    head: Linear,
}

fn main() {}
