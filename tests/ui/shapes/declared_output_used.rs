//! A layer that does not fit in a model whose output is declared and used.

use nn_core::prelude::*;

#[derive(Module, Forward, Init)]
#[forward(input = [64], output = [10])]
struct Net {
    #[init(Linear::spec(63, 10))]
    fc: Linear,
}

fn main() {
    assert_eq!(Net::OUTPUT_SHAPE, [10]);
}
