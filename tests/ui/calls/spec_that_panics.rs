//! A spec that cannot be made.

use nn_core::prelude::*;

#[derive(Module, Forward, Init)]
#[forward(input = [64])]
struct Net {
    #[init(Dropout::spec(50.0))]
    dropout: Dropout,
}

fn main() {}
