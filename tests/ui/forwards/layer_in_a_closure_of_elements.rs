//! A layer that runs for each element of a tensor.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Net {
    #[init(Linear::spec(8, 8))]
    fc: Linear,
}

#[shapes(input = [8])]
impl Forward<Tensor<2>> for Net {
    type Output = Tensor<2>;

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let [batch, width] = x.shape();
        Tensor::from_fn([batch, width], |[i, j]| self.fc.forward(x.clone()).as_slice()[i * width + j])
    }
}

fn main() {}
