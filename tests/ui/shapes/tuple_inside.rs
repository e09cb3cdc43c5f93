//! A layer inside of a tuple.

use nn_core::prelude::*;

#[derive(Module, Forward, Init)]
#[forward(input = [3, 32, 32])]
struct Net {
    #[init(Conv2d::spec(3, 32, 7).stride(2))]
    conv: Conv2d,
    #[init((Relu, Flatten, Linear::spec(5000, 10)))]
    head: (Relu, Flatten, Linear),
}

fn main() {}
