//! A mistake where the mask is missing, which is there as a rule.

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
        let x = match mask {
            Some(mask) => mask.matmul(x),
            None => x.slice(2, 0..4),
        };
        self.fc.forward(x)
    }
}

fn main() {}
