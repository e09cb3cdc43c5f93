//! A closure that captured a layer.
//!
//! Longer than 15 lines: rustc adds where the bound stands.

use nn_core::prelude::*;

fn main() {
    let layer = Linear::new(2, 2, &mut rng(0));
    let lambda = Lambda::new(move |x: Tensor<2>| layer.forward(x));
    lambda.forward(Tensor::zeros([1, 2]));
}
