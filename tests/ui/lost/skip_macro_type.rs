//! Skipping a layer whose type a macro writes.

use nn_core::prelude::*;

macro_rules! layer {
    () => {
        Linear
    };
}

#[derive(Module)]
struct Net {
    #[module(skip)]
    layer: layer!(),
    head: Linear,
}

fn main() {}
