//! A state that the caller may give has another size than the layer's; the batch is the second axis.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Texts {
    #[init(Embedding::spec(50, 16))]
    encoder: Embedding,
    #[init(Lstm::spec(16, 32))]
    rnn: Lstm,
}

#[shapes(input = ([20, batch], ([1, batch, 16], [1, batch, 16])))]
impl Texts {
    fn forward(&self, words: Tensor<2, usize>, state: Option<(Tensor<3>, Tensor<3>)>) -> Tensor<3> {
        self.rnn.forward((self.encoder.forward(words), state)).0
    }
}

fn main() {}
