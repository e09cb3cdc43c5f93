//! Skipping a field of an associated type, which then is a layer.
//!
//! Longer than 15 lines: rustc adds all that a missing bound might mean.

use nn_core::prelude::*;

trait Config {
    type Cache;
}

struct Plain;

impl Config for Plain {
    type Cache = Linear;
}

#[derive(Module)]
struct Net<C: Config> {
    #[module(skip)]
    cache: C::Cache,
    head: Linear,
}

fn main() {
    let layer = || Linear::new(2, 2, &mut rng(0));
    let net: Net<Plain> = Net { cache: layer(), head: layer() };
    net.num_parameters();
}
