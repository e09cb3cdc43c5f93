//! Scores of one feature minus targets without one: a square of differences.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Net {
    #[init(Linear::spec(8, 1))]
    fc: Linear,
}

#[shapes(input = [8])]
impl Forward<Tensor<2>> for Net {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let y = self.fc.forward(x.clone());
        let mean = x.mean_axis(1);
        y - mean
    }
}

fn main() {}
