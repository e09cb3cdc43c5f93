//! A list of objects of `Forward` alone.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    layers: Vec<Box<dyn Forward<Tensor<2>, Output = Tensor<2>>>>,
    head: Linear,
}

fn main() {}
