//! A closure inside a chain.

use nn_core::prelude::*;

fn main() {
    let net = (Linear::new(2, 2, &mut rng(0)), |x: Tensor<2>| x.relu());
    net.forward(Tensor::<2>::zeros([1, 2]));
}
