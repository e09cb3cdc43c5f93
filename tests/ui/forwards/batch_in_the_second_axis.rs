//! The words of all texts of a batch go into one layer.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Texts {
    #[init(Embedding::spec(50, 16))]
    encoder: Embedding,
    #[init(Linear::spec(20 * 16, 2))]
    head: Linear,
}

#[shapes(input = [20, batch], output = [batch, 2])]
impl Forward<Tensor<2, usize>> for Texts {
    type Output = Tensor<2>;

    fn forward(&self, words: Tensor<2, usize>) -> Tensor<2> {
        self.head.forward(self.encoder.forward(words).flatten())
    }
}

fn main() {}
