//! The `forward` of a tuple without its `Flatten`.
//!
//! Longer than 15 lines: rustc adds which input the layer takes.

use nn_core::prelude::*;

fn main() {
    let mut rng = rng(0);
    let net = (Conv2d::new(3, 32, 7, &mut rng), Relu, Linear::new(5408, 10, &mut rng));
    net.forward(Tensor::<4>::zeros([1, 3, 32, 32]));
}
