//! A mean over the batch.

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
        self.fc.forward(x).mean_keepdim(0)
    }
}

fn main() {}
