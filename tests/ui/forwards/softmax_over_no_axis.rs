//! A softmax over an axis that is not there.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Net {
    #[init(Linear::spec(64, 192))]
    qkv: Linear,
    #[init(Linear::spec(64, 64))]
    out: Linear,
}

#[shapes(input = [16, 64])]
impl Forward<Tensor<3>> for Net {
    type Output = Tensor<3>;

    fn forward(&self, x: Tensor<3>) -> Tensor<3> {
        let qkv = self.qkv.forward(x).softmax(3);
        self.out.forward(qkv.slice(2, 0..64))
    }
}

fn main() {}
