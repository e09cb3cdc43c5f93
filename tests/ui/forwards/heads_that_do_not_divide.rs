//! Heads that do not divide the width.

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
        let heads = 5;
        let q = self.qkv.forward(x).slice(2, 0..width).reshape([batch, length, heads, width / heads]);
        let y = q.permute([0, 2, 1, 3]).reshape([batch, length, width]);
        self.out.forward(y)
    }
}

fn main() {}
