//! A list inside a chain.

use nn_core::prelude::*;

fn main() {
    let net = (vec![Linear::new(2, 2, &mut rng(0))], Relu);
    net.forward(Tensor::<2>::zeros([1, 2]));
}
