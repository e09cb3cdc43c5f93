//! A spec that is not there.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Net {
    #[init()]
    fc: Linear,
}

fn main() {}
