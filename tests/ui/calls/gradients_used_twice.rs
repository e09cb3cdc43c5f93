//! Gradients that were used up by a step are used again.

use nn_core::prelude::*;

fn main() -> nn_core::Result<()> {
    let mut net = Linear::new(2, 2, &mut rng(0));
    let loss = net.forward(Tape::new(0).input(Tensor::<2>::zeros([1, 2]))).mean();
    let gradients = loss.backward();
    let mut sgd = Sgd::new(0.1);
    sgd.step(&mut net, gradients)?;
    sgd.step(&mut net, gradients)
}
