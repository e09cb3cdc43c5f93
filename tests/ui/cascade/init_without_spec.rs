//! A field without a spec.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Net {
    #[init(Linear::spec(64, 32))]
    hidden: Linear,
    head: Linear,
}

fn main() {}
