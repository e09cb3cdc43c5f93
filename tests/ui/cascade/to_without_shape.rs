//! Features that are left to inference where the input is unknown.

use nn_core::prelude::*;

#[derive(Module, Forward, Init)]
#[forward(input = Tensor<2>)]
struct Net {
    #[init(Linear::to(10))]
    fc: Linear,
}

fn main() {}
