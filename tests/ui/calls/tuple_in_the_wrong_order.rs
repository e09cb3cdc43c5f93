//! A chain in the wrong order.

use nn_core::prelude::*;

fn main() {
    let net = (Flatten, Conv2d::new(3, 8, 3, &mut rng(0)));
    net.forward(Tensor::<4>::zeros([1, 3, 8, 8]));
}
