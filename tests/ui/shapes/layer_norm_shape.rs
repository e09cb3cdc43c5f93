//! A layer norm of another shape than comes in.

use nn_core::prelude::*;

#[derive(Module, Forward, Init)]
#[forward(input = [3, 32, 32])]
struct Net {
    #[init(LayerNorm::spec([32, 16]))]
    norm: LayerNorm<2>,
}

fn main() {}
