//! Skipping a list of boxed modules.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(skip)]
    layers: Vec<Box<dyn Module>>,
    head: Linear,
}

fn main() {}
