//! A model that is generic over its layers is one error, and the model around it is none.

use nn_core::prelude::*;

#[derive(Module, Init)]
#[init(inner: impl Init<Module = M>)]
struct Residual<M> {
    inner: M,
}

#[shapes]
impl<M: Forward<Tensor<2>, Output = Tensor<2>>> Forward<Tensor<2>> for Residual<M> {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        self.inner.forward(x.clone()) + x
    }
}

#[derive(Module, Init)]
struct Net {
    #[init(Residual::spec(Linear::spec(8, 8)))]
    block: Residual<Linear>,
}

#[shapes(input = [8])]
impl Forward<Tensor<2>> for Net {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        self.block.forward(x)
    }
}

fn main() {}
