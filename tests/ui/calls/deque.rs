//! The `forward` of a queue of layers.

use std::collections::VecDeque;

use nn_core::prelude::*;

fn main() {
    let layers = VecDeque::from([Linear::new(2, 2, &mut rng(0))]);
    layers.forward(Tensor::<2>::zeros([1, 2]));
}
