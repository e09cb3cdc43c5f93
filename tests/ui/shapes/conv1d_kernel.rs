//! A kernel longer than the sequence.

use nn_core::prelude::*;

#[derive(Module, Forward, Init)]
#[forward(input = [300, 56])]
struct Net {
    #[init(Conv1d::spec(300, 8, 57))]
    conv: Conv1d,
}

fn main() {}
