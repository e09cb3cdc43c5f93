//! A layer that the forward does not use.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Net {
    #[init(Linear::spec(8, 8))]
    fc1: Linear,
    #[init(Linear::spec(8, 8))]
    fc2: Linear,
}

#[shapes(input = [8])]
impl Forward<Tensor<2>> for Net {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        self.fc1.forward(self.fc1.forward(x))
    }
}

fn main() {}
