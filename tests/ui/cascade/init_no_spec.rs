//! A layer where its spec should stand.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Net {
    #[init(Linear::new(64, 10, &mut rng(0)))]
    fc: Linear,
}

fn main() {}
