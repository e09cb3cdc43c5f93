//! The last layer has the weight of an embedding of other vectors.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Words {
    #[init(shared(Embedding::spec(50, 16)))]
    encoder: Shared<Embedding>,
    #[init(Gru::spec(16, 32).batch_first(true))]
    rnn: Gru,
    #[init(tied(encoder))]
    decoder: TiedLinear,
}

#[shapes(input = [20], output = [20, 50])]
impl Forward<Tensor<2, usize>> for Words {
    type Output = Tensor<3>;

    fn forward(&self, words: Tensor<2, usize>) -> Tensor<3> {
        let (y, _) = self.rnn.forward(self.encoder.forward(words));
        self.decoder.forward(y)
    }
}

fn main() {}
