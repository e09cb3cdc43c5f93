//! One pooling too many.

use nn_core::prelude::*;

#[derive(Module, Forward, Init)]
#[forward(input = [3, 32, 32])]
struct Net {
    #[init(MaxPool2d::spec(8))]
    a: MaxPool2d,
    #[init(MaxPool2d::spec(4))]
    b: MaxPool2d,
    #[init(MaxPool2d::spec(2))]
    c: MaxPool2d,
}

fn main() {}
