//! Heads that are put together in the wrong order.

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
        let [batch, length, width] = x.shape();
        let v = self.qkv.forward(x).reshape([batch, length, 3, 4, width / 4]).permute([2, 0, 3, 1, 4]);
        let v = v.at(0, 2).reshape([batch, length * width]);
        self.out.forward(v.reshape([batch, width, length]))
    }
}

fn main() {}
