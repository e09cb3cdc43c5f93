//! A model with a `forward` of its own, inside of one whose shapes are checked.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Residual {
    #[init(Linear::spec(8, 8))]
    inner: Linear,
}

impl Forward<Tensor<2>> for Residual {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        self.inner.forward(x.clone()) + x
    }
}

#[derive(Module, Forward, Init)]
#[forward(input = [8])]
struct Net {
    #[init((Residual::spec(), Relu))]
    block: (Residual, Relu),
    #[init(Linear::to(10))]
    fc: Linear,
}

fn main() {
    assert_eq!(Net::OUTPUT_SHAPE, [10]);
}
