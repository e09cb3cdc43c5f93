//! An optimizer inside the model.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    optimizer: Adam,
    head: Linear,
}

fn main() {}
