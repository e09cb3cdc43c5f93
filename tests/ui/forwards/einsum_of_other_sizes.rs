//! A letter of a sum of products that stands for two sizes.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Mixed {
    #[init(Linear::spec(8, 6))]
    query: Linear,
    #[init(Linear::spec(8, 5))]
    key: Linear,
}

#[shapes(input = [10, 8])]
impl Forward<Tensor<3>> for Mixed {
    type Output = Tensor<3>;

    fn forward(&self, x: Tensor<3>) -> Tensor<3> {
        let (query, key) = (self.query.forward(x.clone()), self.key.forward(x));
        Tensor::einsum("bqd,bkd->bqk", (&query, &key))
    }
}

fn main() {}
