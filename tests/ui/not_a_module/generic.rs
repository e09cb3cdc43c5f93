//! A generic model of something that is not a module.
//!
//! Longer than 15 lines: rustc adds all that a missing bound might mean.

use nn_core::prelude::*;

#[derive(Module)]
struct Net<T> {
    layers: Vec<T>,
    head: Linear,
}

struct Block;

fn main() {
    let net = Net { layers: vec![Block], head: Linear::new(2, 2, &mut rng(0)) };
    net.num_parameters();
}
