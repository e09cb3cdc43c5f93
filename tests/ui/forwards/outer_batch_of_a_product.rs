//! A product of a batch and another.

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
        let y = self.fc.forward(x.clone());
        let gram = y.clone().matmul_t(&x);
        gram.matmul(&y).transpose(0, 1)
    }
}

fn main() {}
