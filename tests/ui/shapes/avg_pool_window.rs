//! An average over a window larger than what comes in.

use nn_core::prelude::*;

#[derive(Module, Forward, Init)]
#[forward(input = [3, 32, 32])]
struct Net {
    #[init(AvgPool2d::spec(64))]
    pool: AvgPool2d,
}

fn main() {}
