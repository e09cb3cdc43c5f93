//! A misspelt argument of `#[forward(..)]`.

use nn_core::prelude::*;

#[derive(Module, Forward)]
#[forward(imput = Tensor<2>)]
struct Net {
    fc: Linear,
}

fn main() {}
