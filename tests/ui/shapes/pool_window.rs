//! A pooling window larger than what comes in.

use nn_core::prelude::*;

#[derive(Module, Forward, Init)]
#[forward(input = [3, 32, 32])]
struct Net {
    #[init(Conv2d::spec(3, 32, 7).stride(2))]
    conv: Conv2d,
    #[init(MaxPool2d::spec(14))]
    pool: MaxPool2d,
}

fn main() {}
