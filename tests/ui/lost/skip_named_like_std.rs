//! Skipping a model whose name is that of a plain type.

use nn_core::prelude::*;

struct Cell<T> {
    layer: Linear,
    state: T,
}

#[derive(Module)]
struct Net {
    #[module(skip)]
    cell: Cell<f32>,
    head: Linear,
}

fn main() {}
