//! A plain value without the derive.

use nn_core::prelude::*;

struct Config {
    width: usize,
}

#[derive(Module)]
struct Net {
    config: Config,
    head: Linear,
}

fn main() {}
