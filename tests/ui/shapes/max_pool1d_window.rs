//! A window longer than the sequence.

use nn_core::prelude::*;

#[derive(Module, Forward, Init)]
#[forward(input = [300, 56])]
struct Net {
    #[init(MaxPool1d::spec(60))]
    pool: MaxPool1d,
}

fn main() {}
