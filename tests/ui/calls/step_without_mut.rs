//! A step on a model that it may not change.

use nn_core::prelude::*;

fn main() -> nn_core::Result<()> {
    let net = Linear::new(2, 2, &mut rng(0));
    let loss = net.forward(Tape::new(0).input(Tensor::<2>::zeros([1, 2]))).mean();
    Sgd::new(0.1).step(&net, loss.backward())
}
