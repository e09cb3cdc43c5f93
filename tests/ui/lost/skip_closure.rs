//! Skipping a closure, which then captured a layer.
//!
//! Longer than 15 lines: rustc adds all that a missing bound might mean.

use nn_core::prelude::*;

#[derive(Module)]
struct Net<F> {
    #[module(skip)]
    activation: F,
    head: Linear,
}

fn main() {
    let layer = Linear::new(2, 2, &mut rng(0));
    let activation = move |x: Tensor<2>| layer.forward(x);
    let net = Net { activation, head: Linear::new(2, 2, &mut rng(0)) };
    net.num_parameters();
}
