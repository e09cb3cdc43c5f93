//! A bound that is given twice.

use nn_core::prelude::*;

#[derive(Module)]
#[module(bound = "T: Module")]
#[module(bound = "T: Module")]
struct Net<T> {
    layer: T,
}

fn main() {}
