//! Skipping a layer that was imported under another name.

use nn_core::prelude::*;

use nn_core::prelude::Linear as Config;

#[derive(Module)]
struct Net {
    #[module(skip)]
    config: Config,
    head: Linear,
}

fn main() {}
