//! Two layers that do not fit: the first is named.

use nn_core::prelude::*;

#[derive(Module, Forward, Init)]
#[forward(input = [64])]
struct Net {
    #[init(Linear::spec(63, 10))]
    a: Linear,
    #[init(Linear::spec(11, 10))]
    b: Linear,
}

fn main() {}
