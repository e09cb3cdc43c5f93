//! An LSTM over time: each step of what it gives is read, the last one for the answer.

use nn_core::prelude::*;

#[derive(Module, Init)]
struct Reader {
    #[init(Embedding::spec(50, 16))]
    words: Embedding,
    #[init(Lstm::spec(16, 32).batch_first(true))]
    lstm: Lstm,
    #[init(Linear::spec(32, 4))]
    attention: Linear,
    #[init(Linear::spec(32 + 4, 2))]
    head: Linear,
}

#[shapes(input = [12], output = [2])]
impl Forward<Tensor<2, usize>> for Reader {
    type Output = Tensor<2>;

    fn forward(&self, words: Tensor<2, usize>) -> Tensor<2> {
        let (y, _) = self.lstm.forward(self.words.forward(words));
        let mut scores = Vec::new();
        for step in y.clone().unbind(1) {
            scores.push(self.attention.forward(step));
        }
        let score = Tensor::stack(&scores, 1).mean_axis(1);
        self.head.forward(Tensor::concat(&[y.at(1, -1), score], 1))
    }
}

fn main() {
    assert_eq!(Reader::init(&mut rng(0)).forward(Tensor::zeros([3, 12])).shape(), [3, 2]);
}
