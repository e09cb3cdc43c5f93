//! Skipping an associated type that is a layer.

use nn_core::prelude::*;

trait Config {
    type Cache;
}

struct Plain;

impl Config for Plain {
    type Cache = Linear;
}

#[derive(Module)]
struct Net {
    #[module(skip)]
    cache: <Plain as Config>::Cache,
    head: Linear,
}

fn main() {}
