//! Training a struct without the derive.

use nn_core::prelude::*;

struct Net {
    head: Linear,
}

fn main() -> nn_core::Result<()> {
    let mut net = Net { head: Linear::new(2, 2, &mut rng(0)) };
    let loss = net.head.forward(Tape::new(0).input(Tensor::<2>::zeros([1, 2]))).mean();
    Sgd::new(0.1).step(&mut net, loss.backward())
}
