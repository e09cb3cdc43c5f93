//! A closure behind an `Arc`.

use std::sync::Arc;

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    activation: Arc<dyn Fn(Tensor<2>) -> Tensor<2>>,
    head: Linear,
}

fn main() {}
