//! A forward that gives the length before the batch.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Net {
    #[init(Linear::spec(64, 64))]
    fc: Linear,
}

#[shapes(input = [16, 64])]
impl Forward<Tensor<3>> for Net {
    type Output = Tensor<3>;

    fn forward(&self, x: Tensor<3>) -> Tensor<3> {
        self.fc.forward(x).transpose(0, 1)
    }
}

fn main() {}
