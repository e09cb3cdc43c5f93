//! A model without a forward in a cascade.

use nn_core::prelude::*;

#[derive(Module)]
struct Inner {
    fc: Linear,
}

#[derive(Module, Forward)]
#[forward(input = Tensor<2>)]
struct Net {
    inner: Inner,
    fc: Linear,
}

fn main() {}
