//! An object of any type.

use std::any::Any;

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    state: Box<dyn Any>,
    head: Linear,
}

fn main() {}
