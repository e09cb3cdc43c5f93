//! A list of bare arrays.

use nn_core::prelude::*;

use nn_core::ndarray::ArcArray1;

#[derive(Module)]
struct Net {
    weights: Vec<ArcArray1<f32>>,
    head: Linear,
}

fn main() {}
