//! A field that is frozen by an attribute.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    #[module(frozen)]
    body: (Linear, BatchNorm1d),
    head: Linear,
}

fn main() {
    let mut rng = rng(0);
    let body = (Linear::new(2, 2, &mut rng), BatchNorm1d::new(2));
    let mut net = Net { body, head: Linear::new(2, 1, &mut rng) };
    net.unfreeze();
}
