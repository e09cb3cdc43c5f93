//! Attention to a memory of another width than its layer.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Cross {
    #[init(Linear::spec(8, 8))]
    query: Linear,
    #[init(Linear::spec(8, 8))]
    key: Linear,
}

#[shapes(input = ([16, 8], [32, 9]), output = [16, 9])]
impl Forward<(Tensor<3>, Tensor<3>)> for Cross {
    type Output = Tensor<3>;

    fn forward(&self, (x, memory): (Tensor<3>, Tensor<3>)) -> Tensor<3> {
        let weights = self.query.forward(x).matmul_t(self.key.forward(memory.clone())).softmax(2);
        weights.matmul(memory)
    }
}

fn main() {}
