//! A list of layers of different types.

use nn_core::prelude::*;

fn main() {
    let mut rng = rng(0);
    let net = Sequential(vec![Linear::new(2, 2, &mut rng), Relu, Linear::new(2, 2, &mut rng)]);
    net.forward(Tensor::<2>::zeros([1, 2]));
}
