//! Sizes of parts that do not add up.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Net {
    #[init(Linear::spec(8, 10))]
    fc: Linear,
}

#[shapes(input = [8])]
impl Forward<Tensor<2>> for Net {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let parts = self.fc.forward(x).split([4, 4], 1);
        parts[0].clone()
    }
}

fn main() {}
