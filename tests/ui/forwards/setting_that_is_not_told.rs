//! A setting of a model inside that tells nothing of itself.

use nn_core::prelude::*;

#[derive(Module, Init)]
#[init(width: usize, heads: usize)]
struct Attention {
    #[init(Linear::spec(width, width))]
    query: Linear,
    heads: usize,
}

#[derive(Module, Init)]
struct Net {
    #[init(Attention::spec(16, 4))]
    attention: Attention,
    #[init(Linear::spec(16, 16))]
    fc: Linear,
}

#[shapes(input = [10, 16], unused(attention = "its heads are counted"))]
impl Forward<Tensor<3>> for Net {
    type Output = Tensor<4>;

    fn forward(&self, x: Tensor<3>) -> Tensor<4> {
        let [batch, length, _] = x.shape();
        self.fc.forward(x).reshape([batch, length, self.attention.heads, 4])
    }
}

fn main() {}
