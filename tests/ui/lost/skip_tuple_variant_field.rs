//! Skipping a layer in a tuple variant.

use nn_core::prelude::*;

#[derive(Module)]
enum Layer {
    Dense(#[module(skip)] Linear, usize),
    Identity,
}

fn main() {}
