//! A target of another rank than the output.

use nn_core::prelude::*;

fn main() {
    let net = Linear::new(2, 2, &mut rng(0));
    let target = Tensor::<1>::zeros([2]);
    net.forward(Tensor::<2>::zeros([1, 2])).mse_loss(&target);
}
