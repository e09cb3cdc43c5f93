//! A generic model whose `forward` does not say what its parts take.

use nn_core::prelude::*;

#[derive(Module)]
struct Residual<M> {
    inner: M,
}

impl<M> Forward<Tensor<2>> for Residual<M> {
    type Output = Tensor<2>;
    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        self.inner.forward(x.clone()) + x
    }
}

fn main() {}
