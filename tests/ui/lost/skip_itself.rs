//! Skipping the model itself, one level down.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(skip)]
    next: Option<Box<Net>>,
    head: Linear,
}

fn main() {}
