//! An object of `Forward` alone is trained.

use nn_core::prelude::*;

fn main() -> nn_core::Result<()> {
    let mut net: Box<dyn Forward<Tensor<2>, Output = Tensor<2>>> = Box::new(Linear::new(2, 2, &mut rng(0)));
    let loss = net.forward(Tape::new(0).input(Tensor::<2>::zeros([1, 2]))).mean();
    Sgd::new(0.1).step(&mut net, loss.backward())
}
