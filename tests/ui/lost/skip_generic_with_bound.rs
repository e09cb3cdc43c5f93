//! Skipping a field of a type that must be a module.
//!
//! Longer than 15 lines: rustc adds all that a missing bound might mean.

use nn_core::prelude::*;

#[derive(Module)]
struct Net<M>
where
    M: Clone,
    M: Module,
{
    #[module(skip)]
    inner: M,
    head: Linear,
}

fn main() {
    let layer = || Linear::new(2, 2, &mut rng(0));
    let net = Net { inner: layer(), head: layer() };
    net.num_parameters();
}
