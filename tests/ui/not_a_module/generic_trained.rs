//! Training a generic model of something that is not a module.
//!
//! Longer than 15 lines: rustc adds where the bound comes from.

use std::net::IpAddr;

use nn_core::prelude::*;

#[derive(Module)]
struct Net<M> {
    block: M,
    head: Linear,
}

fn main() -> nn_core::Result<()> {
    let mut net = Net { block: IpAddr::from([0; 4]), head: Linear::new(2, 2, &mut rng(0)) };
    let loss = net.head.forward(Tape::new(0).input(Tensor::<2>::zeros([1, 2]))).mean();
    Sgd::new(0.1).step(&mut net, loss.backward())
}
