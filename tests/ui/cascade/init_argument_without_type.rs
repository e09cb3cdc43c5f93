//! An argument of the constructor without its type.

use nn_core::prelude::*;

#[derive(Module, Init)]
#[init(width)]
struct Net {
    #[init(Linear::spec(64, width))]
    fc: Linear,
}

fn main() {}
