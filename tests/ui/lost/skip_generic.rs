//! Skipping a field of any type, which then is a layer.

use nn_core::prelude::*;

#[derive(Module)]
struct Net<T> {
    #[module(skip)]
    cache: T,
    head: Linear,
}

fn main() {
    let layer = || Linear::new(2, 2, &mut rng(0));
    let net = Net { cache: layer(), head: layer() };
    net.num_parameters();
}
