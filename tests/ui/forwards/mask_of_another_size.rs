//! A mask for other keys than there are.

use nn_core::ops::AttentionOptions;
use nn_core::prelude::*;

#[derive(Module, Init)]
struct Net {
    #[init(Linear::spec(8, 8))]
    fc: Linear,
}

#[shapes(input = [16, 8])]
impl Forward<Tensor<3>> for Net {
    type Output = Tensor<3>;

    fn forward(&self, x: Tensor<3>) -> Tensor<3> {
        let [batch, length, width] = x.shape();
        let q = self.fc.forward(x).reshape([batch, 1, length, width]);
        let mask = Tensor::zeros([1, 1, length, length + 1]);
        let y = q.clone().scaled_dot_product_attention(&q, &q, &AttentionOptions::new().attn_mask(mask));
        y.reshape([batch, length, width])
    }
}

fn main() {}
