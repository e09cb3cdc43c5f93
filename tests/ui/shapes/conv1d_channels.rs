//! A convolution over sequences that takes other channels.

use nn_core::prelude::*;

#[derive(Module, Forward, Init)]
#[forward(input = [300, 56])]
struct Net {
    #[init(Conv1d::spec(64, 8, 3))]
    conv: Conv1d,
}

fn main() {}
