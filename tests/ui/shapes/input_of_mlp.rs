//! The input has other features than the first layer takes.

use nn_core::prelude::*;

#[derive(Module, Forward, Init)]
#[forward(input = [784])]
struct Net {
    #[init(Linear::spec(64, 10))]
    fc: Linear,
}

fn main() {}
