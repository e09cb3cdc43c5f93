//! A model that is made without one of its layers.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    hidden: Linear,
    head: Linear,
}

fn main() {
    let net = Net { hidden: Linear::new(2, 2, &mut rng(0)) };
    net.num_parameters();
}
