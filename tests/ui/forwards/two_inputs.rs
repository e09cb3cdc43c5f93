//! A forward of several inputs.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Net {
    #[init(Linear::spec(8, 8))]
    fc: Linear,
}

#[shapes(input = [8])]
impl Forward<(Tensor<2>, Tensor<2>)> for Net {
    type Output = Tensor<2>;

    fn forward(&self, (a, b): (Tensor<2>, Tensor<2>)) -> Tensor<2> {
        self.fc.forward(a) + self.fc.forward(b)
    }
}

fn main() {}
