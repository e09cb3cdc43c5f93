//! A tensor stretched over an axis that is not of size 1.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Net {
    #[init(Linear::spec(8, 4))]
    fc: Linear,
}

#[shapes(input = [8])]
impl Forward<Tensor<2>> for Net {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let [batch, _] = x.shape();
        self.fc.forward(x).expand([batch, 8])
    }
}

fn main() {}
