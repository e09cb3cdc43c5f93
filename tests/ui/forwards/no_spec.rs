//! A model without specs.

use nn_core::prelude::*;

#[derive(Module)]
struct Net {
    fc: Linear,
}

#[shapes(input = [8])]
impl Forward<Tensor<2>> for Net {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        self.fc.forward(x)
    }
}

fn main() {}
