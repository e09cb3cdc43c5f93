//! A bare array.

use nn_core::prelude::*;

use nn_core::ndarray::Array2;

#[derive(Module)]
struct Net {
    weight: Array2<f32>,
    head: Linear,
}

fn main() {}
