//! Settings of the models inside, and an equation in a constant.

use nn_core::prelude::*;

#[derive(Module, Init)]
#[init(width: usize, heads: usize, residual: bool)]
struct Attention {
    #[init(Linear::spec(width, width))]
    query: Linear,
    heads: usize,
    #[init(width / heads)]
    size: usize,
    residual: bool,
}

#[shapes]
impl Attention {}

const HEADS: &str = "bihd,bjhd->bhij";

#[derive(Module, Init)]
struct Net {
    #[init(Attention::spec(24, 4, true))]
    attention: Attention,
    #[init(repeat(3, |i| Attention::spec(24, 2 + i, i > 0)))]
    blocks: Vec<Attention>,
}

#[shapes(input = [10, 24], output = [4, 10, 10])]
impl Forward<Tensor<3>> for Net {
    type Output = Tensor<4>;

    fn forward(&self, x: Tensor<3>) -> Tensor<4> {
        let [batch, length, _] = x.shape();
        let mut x = self.attention.query.forward(x);
        for block in &self.blocks {
            let y = x.clone().reshape([batch, length * block.heads, 24 / block.heads]).reshape([batch, length, 24]);
            x = if block.residual { block.query.forward(y) + x } else { y };
        }
        assert_eq!(self.blocks[2].size, 6);
        let heads = self.attention.heads;
        let x = x.reshape([batch, length, heads, self.attention.size]);
        Tensor::einsum(HEADS, (&x, &x))
    }
}

fn main() {
    assert_eq!(Net::init(&mut rng(0)).forward(Tensor::zeros([2, 10, 24])).shape(), [2, 4, 10, 10]);
}
