//! A `Lambda` of a closure with two arguments.
//!
//! Longer than 15 lines: rustc adds the bound on the closure.

use nn_core::prelude::*;

fn main() {
    let lambda = Lambda::new(|x: Tensor<2>, y: Tensor<2>| x + y);
    lambda.forward(Tensor::<2>::zeros([1, 2]));
}
