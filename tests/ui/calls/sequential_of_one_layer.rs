//! A layer inside `Sequential`, which is for lists.

use nn_core::prelude::*;

fn main() {
    let net = Sequential(Linear::new(2, 2, &mut rng(0)));
    net.forward(Tensor::<2>::zeros([1, 2]));
}
