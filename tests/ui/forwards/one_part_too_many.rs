//! A fourth part of queries, keys and values.

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
        let parts = self.qkv.forward(x).chunk(3, 2);
        self.out.forward(parts[3].clone())
    }
}

fn main() {}
