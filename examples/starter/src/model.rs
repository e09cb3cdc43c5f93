//! The model.

use nn_core::prelude::*;

/// Is a point of a square inside a circle?
#[derive(Module, Forward, Init)]
#[forward(input = [2], output = [2])]
pub struct Net {
    #[init(Linear::spec(2, 32))]
    hidden: Linear,
    #[init(Relu)]
    relu: Relu,
    #[init(Linear::to(2))]
    head: Linear,
}
