//! A padding of more than half of the window.

use nn_core::prelude::*;

#[derive(Module, Forward, Init)]
#[forward(input = [3, 32, 32])]
struct Net {
    #[init(MaxPool2d::spec(3).padding(2))]
    pool: MaxPool2d,
}

fn main() {}
