//! A misspelt argument of the struct.

use nn_core::prelude::*;

#[derive(Module)]
#[module(bounds = "T: Module")]
struct Net<T> {
    layer: T,
}

fn main() {}
