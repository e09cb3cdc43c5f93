//! A layer made from a boxed closure, which hides what it captured.
//!
//! Longer than 15 lines: rustc adds where the bound stands.

use nn_core::prelude::*;

fn main() {
    let activation: Box<dyn Fn(Tensor<2>) -> Tensor<2>> = Box::new(|x| x.relu());
    let lambda = Lambda::new(activation);
    lambda.forward(Tensor::zeros([1, 2]));
}
