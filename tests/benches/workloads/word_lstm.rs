//! A language model of words: two layers of LSTM between a table of vectors and a linear layer.

use nn_core::prelude::*;

const WORDS: usize = 10_000;
const WIDTH: usize = 256;

#[derive(Module)]
pub(crate) struct WordLstm {
    embedding: Embedding,
    lstm: Lstm,
    head: Linear,
}

impl WordLstm {
    pub(crate) fn new(rng: &mut impl Rng) -> Self {
        WordLstm {
            embedding: Embedding::new(WORDS, WIDTH, rng),
            lstm: Lstm::spec(WIDTH, WIDTH).num_layers(2).batch_first(true).init(rng),
            head: Linear::new(WIDTH, WORDS, rng),
        }
    }
}

impl Forward<Tensor<2, usize>> for WordLstm {
    type Output = Tensor<2>;

    fn forward(&self, words: Tensor<2, usize>) -> Tensor<2> {
        let [batch, length] = words.shape();
        let (y, _) = self.lstm.forward(self.embedding.forward(words));
        self.head.forward(y).reshape([batch * length, WORDS])
    }
}
