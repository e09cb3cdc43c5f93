//! A tied field in a model whose shapes are checked.

use nn_core::prelude::*;

#[derive(Module, Forward, Init)]
#[forward(input = [8])]
struct Twice {
    #[init(shared(Linear::spec(8, 8)))]
    first: Shared<Linear>,
    #[init(tied(first))]
    second: Shared<Linear>,
}

fn main() {}
