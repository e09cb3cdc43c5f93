//! A batch norm over features of another number.

use nn_core::prelude::*;

#[derive(Module, Forward, Init)]
#[forward(input = [64])]
struct Net {
    #[init(Linear::spec(64, 32))]
    fc: Linear,
    #[init(BatchNorm1d::spec(64))]
    norm: BatchNorm1d,
}

fn main() {}
