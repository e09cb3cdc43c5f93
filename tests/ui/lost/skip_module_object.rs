//! Skipping an object that is a module.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(skip)]
    layer: Box<dyn Module>,
    head: Linear,
}

fn main() {}
