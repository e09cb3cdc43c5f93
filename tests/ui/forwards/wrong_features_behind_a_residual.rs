//! A linear layer behind a residual that is wider than what comes.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Net {
    #[init(Linear::spec(64, 64))]
    fc1: Linear,
    #[init(Linear::spec(128, 10))]
    fc2: Linear,
}

#[shapes(input = [64])]
impl Forward<Tensor<2>> for Net {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let y = self.fc1.forward(x.clone()).relu() + x;
        self.fc2.forward(y)
    }
}

fn main() {}
