//! A field that is tied to an embedding, and attends to vectors of another width.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Words {
    #[init(shared(Embedding::spec(100, 8)))]
    encoder: Shared<Embedding>,
    #[init(Gru::spec(8, 16).batch_first(true))]
    rnn: Gru,
    #[init(tied(encoder))]
    decoder: Shared<Embedding>,
}

#[shapes(input = [12])]
impl Forward<Tensor<2, usize>> for Words {
    type Output = Tensor<3>;

    fn forward(&self, words: Tensor<2, usize>) -> Tensor<3> {
        let (y, _) = self.rnn.forward(self.encoder.forward(words));
        self.decoder.read().attend(y)
    }
}

fn main() {}
