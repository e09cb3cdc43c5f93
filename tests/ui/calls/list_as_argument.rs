//! A list where something with a `forward` is wanted.
//!
//! Longer than 15 lines: rustc lists other types that have a `forward`.

use nn_core::prelude::*;

fn run(net: impl Forward<Tensor<2>, Output = Tensor<2>>) -> Tensor<2> {
    net.forward(Tensor::zeros([1, 2]))
}

fn main() {
    run(vec![Linear::new(2, 2, &mut rng(0))]);
}
