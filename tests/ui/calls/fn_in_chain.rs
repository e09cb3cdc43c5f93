//! A function inside a chain.

use nn_core::prelude::*;

fn square(x: Tensor<2>) -> Tensor<2> {
    &x * &x
}

fn main() {
    let net = (Linear::new(2, 2, &mut rng(0)), square);
    net.forward(Tensor::<2>::zeros([1, 2]));
}
