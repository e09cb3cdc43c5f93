//! A field of an associated type that nobody says is a module.
//!
//! Longer than 15 lines: rustc adds all that a missing bound might mean.

use nn_core::prelude::*;

trait Config {
    type Block;
}

struct Plain;

impl Config for Plain {
    type Block = Vec<Plain>;
}

#[derive(Module)]
struct Net<C: Config> {
    block: C::Block,
    head: Linear,
}

fn main() {
    let net: Net<Plain> = Net { block: vec![], head: Linear::new(2, 2, &mut rng(0)) };
    net.num_parameters();
}
