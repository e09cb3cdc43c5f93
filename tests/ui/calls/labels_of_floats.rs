//! Labels that are no class indices.

use nn_core::prelude::*;

fn main() {
    let net = Linear::new(2, 2, &mut rng(0));
    let labels = Tensor::<1>::zeros([1]);
    net.forward(Tensor::<2>::zeros([1, 2])).cross_entropy(&labels);
}
