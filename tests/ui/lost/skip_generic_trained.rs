//! Training a model that skips a field of any type, which is a layer.
//!
//! Longer than 15 lines: rustc adds where the bound comes from.

use nn_core::prelude::*;

#[derive(Module)]
struct Net<T> {
    #[module(skip)]
    cache: T,
    head: Linear,
}

fn main() -> nn_core::Result<()> {
    let layer = || Linear::new(2, 2, &mut rng(0));
    let mut net = Net { cache: layer(), head: layer() };
    let loss = net.head.forward(Tape::new(0).input(Tensor::<2>::zeros([1, 2]))).mean();
    Sgd::new(0.1).step(&mut net, loss.backward())
}
