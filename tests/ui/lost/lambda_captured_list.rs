//! A closure that captured a list of layers.
//!
//! Longer than 15 lines: rustc adds where the bound stands.

use nn_core::prelude::*;

fn main() {
    let layers = vec![Linear::new(2, 2, &mut rng(0))];
    let lambda = Lambda::new(move |x: Tensor<2>| layers[0].forward(x));
    lambda.forward(Tensor::zeros([1, 2]));
}
