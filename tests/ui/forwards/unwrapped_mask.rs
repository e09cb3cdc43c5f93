//! A mask that may be missing is taken for granted.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Net {
    #[init(Linear::spec(8, 8))]
    fc: Linear,
}

#[shapes(input = ([6, 8], [6, 6]))]
impl Forward<(Tensor<3>, Option<Tensor<3>>)> for Net {
    type Output = Tensor<3>;

    fn forward(&self, (x, mask): (Tensor<3>, Option<Tensor<3>>)) -> Tensor<3> {
        mask.unwrap().matmul(self.fc.forward(x))
    }
}

fn main() {}
