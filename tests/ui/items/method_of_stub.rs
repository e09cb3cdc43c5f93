//! A model with a mistake: its methods are still there.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(freeze)]
    layer: Linear,
}

fn main() {
    let net = Net { layer: Linear::new(2, 2, &mut rng(0)) };
    net.num_parameters();
}
