//! Embeddings that give the scores as well: shared, tied to a field, and tied to a part of one.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Words {
    #[init(shared(Embedding::spec(100, 8)))]
    encoder: Shared<Embedding>,
    #[init(Gru::spec(8, 8).batch_first(true))]
    rnn: Gru,
    #[init(tied(encoder))]
    decoder: Shared<Embedding>,
}

#[shapes(input = [5], output = [5, 200])]
impl Forward<Tensor<2, usize>> for Words {
    type Output = Tensor<3>;

    fn forward(&self, words: Tensor<2, usize>) -> Tensor<3> {
        let (y, _) = self.rnn.forward(self.encoder.forward(words));
        Tensor::concat(&[self.decoder.read().attend(y.clone()), self.encoder.read().attend(y)], 2)
    }
}

#[derive(Module, Init)]
#[init(vocab: usize, width: usize)]
struct Transformer {
    #[init(shared(Embedding::spec(vocab, width)))]
    wte: Shared<Embedding>,
    #[init(LayerNorm::spec([width]))]
    norm: LayerNorm,
}

#[shapes]
impl Transformer {}

#[shapes]
impl Transformer {
    fn forward(&self, words: Tensor<2, usize>) -> Tensor<3> {
        self.norm.forward(self.wte.forward(words))
    }
}

#[derive(Module, Init)]
struct Gpt {
    #[init(Transformer::spec(50, 8))]
    transformer: Transformer,
    #[init(tied(transformer.wte))]
    head: Shared<Embedding>,
}

#[shapes(input = [5], output = [5, 50])]
impl Gpt {
    fn forward(&self, words: Tensor<2, usize>) -> Tensor<3> {
        self.head.read().attend(self.transformer.forward(words))
    }
}

fn main() {
    assert_eq!(Words::init(&mut rng(0)).forward(Tensor::zeros([2, 5])).shape(), [2, 5, 200]);
    assert_eq!(Gpt::init(&mut rng(0)).forward(Tensor::zeros([2, 5])).shape(), [2, 5, 50]);
}
