//! An argument on a variant.

use nn_core::prelude::*;

#[derive(Module)]
enum Layer {
    #[module(flatten)]
    Dense(Linear),
    Identity,
}

fn main() {}
