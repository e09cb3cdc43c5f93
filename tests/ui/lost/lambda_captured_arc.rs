//! A closure that captured a shared layer.
//!
//! Longer than 15 lines: rustc adds where the bound stands.

use std::sync::Arc;

use nn_core::prelude::*;

fn main() {
    let layer = Arc::new(Linear::new(2, 2, &mut rng(0)));
    let lambda = Lambda::new(move |x: Tensor<2>| layer.forward(x));
    lambda.forward(Tensor::zeros([1, 2]));
}
