//! `Init` on an enum.

use nn_core::prelude::*;

#[derive(Module, Init)]
enum Net {
    Linear(Linear),
    Relu(Relu),
}

fn main() {}
