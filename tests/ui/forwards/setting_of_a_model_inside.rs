//! The heads of a model inside do not divide what this one gives it.

use nn_core::prelude::*;

#[derive(Module, Init)]
#[init(width: usize, heads: usize)]
struct Attention {
    #[init(Linear::spec(width, width))]
    query: Linear,
    heads: usize,
}

#[shapes]
impl Attention {}

#[derive(Module, Init)]
struct Net {
    #[init(Attention::spec(16, 3))]
    attention: Attention,
}

#[shapes(input = [10, 16])]
impl Forward<Tensor<3>> for Net {
    type Output = Tensor<4>;

    fn forward(&self, x: Tensor<3>) -> Tensor<4> {
        let ([batch, length, width], heads) = (x.shape(), self.attention.heads);
        self.attention.query.forward(x).reshape([batch, length, heads, width / heads])
    }
}

fn main() {}
