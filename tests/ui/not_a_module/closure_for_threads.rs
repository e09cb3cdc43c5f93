//! A boxed closure that threads may share.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    activation: Box<dyn Fn(Tensor<2>) -> Tensor<2> + Send + Sync>,
    head: Linear,
}

fn main() {}
