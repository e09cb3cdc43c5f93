//! A bare shared array.

use nn_core::ndarray::ArcArray2;
use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    weight: ArcArray2<f32>,
    head: Linear,
}

fn main() {}
