//! A frozen layer that does not fit.

use nn_core::prelude::*;

#[derive(Module, Forward, Init)]
#[forward(input = [4])]
struct Net {
    #[init(frozen((Linear::spec(4, 8), Relu, Linear::spec(9, 8))))]
    body: Frozen<(Linear, Relu, Linear)>,
    #[init(Linear::to(2))]
    head: Linear,
}

fn main() {}
