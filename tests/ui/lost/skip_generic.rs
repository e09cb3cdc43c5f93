//! Skipping a field of any type, which then is a layer.
//!
//! Longer than 15 lines: rustc adds all that a missing bound might mean.

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
