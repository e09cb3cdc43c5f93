//! The way back from a loss that is not one number.

use nn_core::prelude::*;

fn main() {
    let net = Linear::new(2, 2, &mut rng(0));
    let loss = net.forward(Tape::new(0).input(Tensor::<2>::zeros([1, 2])));
    loss.backward();
}
