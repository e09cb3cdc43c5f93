//! A reshape to fewer elements.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Net {
    #[init(Linear::spec(64, 64))]
    fc: Linear,
}

#[shapes(input = [64])]
impl Forward<Tensor<2>> for Net {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let [batch, width] = x.shape();
        self.fc.forward(x).reshape([batch, width / 2])
    }
}

fn main() {}
