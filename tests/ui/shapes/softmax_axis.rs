//! A softmax along an axis that is not there.

use nn_core::prelude::*;

#[derive(Module, Forward, Init)]
#[forward(input = [3, 32, 32])]
struct Net {
    #[init(Softmax::spec(4))]
    softmax: Softmax,
}

fn main() {}
