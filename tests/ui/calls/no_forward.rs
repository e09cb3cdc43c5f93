//! The `forward` of a model that has none.
//!
//! Longer than 15 lines: rustc adds what might be meant.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    layer: Linear,
}

fn main() {
    let net = Net { layer: Linear::new(2, 2, &mut rng(0)) };
    net.forward(Tensor::<2>::zeros([1, 2]));
}
