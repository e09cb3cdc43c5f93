//! Skipping a layer in a variant.

use nn_core::prelude::*;

#[derive(Module)]
enum Layer {
    Dense {
        #[module(skip)]
        layer: Linear,
        width: usize,
    },
    Identity,
}

fn main() {}
