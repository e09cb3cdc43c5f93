//! The third layer of a list.

use nn_core::prelude::*;

#[derive(Module, Forward, Init)]
#[forward(input = [3, 32, 32])]
struct Net {
    #[init(Sequential(repeat(4, |i| Conv2d::spec(3 << i, 6 << i, 5 * (i + 1)))))]
    layers: Sequential<Vec<Conv2d>>,
}

fn main() {}
