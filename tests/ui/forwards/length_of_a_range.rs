//! A reshape that one length alone has, in a forward for a range of lengths.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Net {
    #[init(Linear::spec(8, 8))]
    fc: Linear,
}

#[shapes(input = [1..=16, 8], output = [_, 8])]
impl Forward<Tensor<3>> for Net {
    type Output = Tensor<3>;

    fn forward(&self, x: Tensor<3>) -> Tensor<3> {
        let [batch, length, width] = x.shape();
        let y = self.fc.forward(x).reshape([batch, 2, length / 2, width]);
        y.sum_axis(1)
    }
}

fn main() {}
