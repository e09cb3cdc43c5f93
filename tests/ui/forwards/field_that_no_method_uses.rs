//! A layer that neither the forward nor the method that it calls uses.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Net {
    #[init(Linear::spec(8, 8))]
    fc1: Linear,
    #[init(Linear::spec(8, 8))]
    fc2: Linear,
    #[init(Linear::spec(8, 8))]
    fc3: Linear,
}

#[shapes(input = [8])]
impl Forward<Tensor<2>> for Net {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        self.second(self.fc1.forward(x))
    }
}

#[shapes]
impl Net {
    fn second(&self, x: Tensor<2>) -> Tensor<2> {
        self.fc2.forward(x)
    }
}

fn main() {}
