//! Skipping an object of any type without a reason.

use std::any::Any;

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(skip)]
    state: Box<dyn Any>,
    head: Linear,
}

fn main() {}
