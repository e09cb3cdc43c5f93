//! Layers of several tensors: recurrent states, attention to a memory, pairs, and methods that give two.

use nn_core::prelude::*;

#[derive(Module, Init)]
#[init(h: usize)]
#[allow(non_snake_case)]
struct Bahdanau {
    #[init(Linear::spec(h, h))]
    Wa: Linear,
    #[init(Linear::spec(h, h))]
    Ua: Linear,
    #[init(Linear::spec(h, 1))]
    Va: Linear,
}

#[shapes]
impl Bahdanau {
    fn forward(&self, query: Tensor<3>, keys: Tensor<3>) -> (Tensor<3>, Tensor<3>) {
        let scores = self.Va.forward((self.Wa.forward(query) + self.Ua.forward(keys.clone())).tanh());
        let weights = scores.transpose(1, 2).softmax(2);
        (weights.clone().matmul(keys), weights)
    }
}

#[derive(Module, Init)]
struct Seq {
    #[init(Embedding::spec(30, 16))]
    embedding: Embedding,
    #[init(Bahdanau::spec(16))]
    attention: Bahdanau,
    #[init(Gru::spec(16, 16).batch_first(true))]
    gru: Gru,
    #[init(Gru::spec(32, 16).batch_first(true))]
    decoder: Gru,
    #[init(Lstm::spec(16, 16).batch_first(true).num_layers(2))]
    lstm: Lstm,
    #[init(LstmCell::spec(16, 20))]
    cell: LstmCell,
    #[init(GruCell::spec(20, 20))]
    gcell: GruCell,
    #[init(MultiheadAttention::spec(20, 4).batch_first(true))]
    mha: MultiheadAttention,
    #[init(TransformerDecoderLayer::spec(20, 4).batch_first(true).dim_feedforward(32))]
    layer: TransformerDecoderLayer,
    #[init(Bilinear::spec(20, 20, 7))]
    bilinear: Bilinear,
}

#[shapes]
impl Seq {
    fn pair(&self, x: Tensor<2>) -> (Tensor<2>, Tensor<2>) {
        (x.clone(), x)
    }
}

#[shapes(input = [5], output = [7])]
impl Forward<Tensor<2, usize>> for Seq {
    type Output = Tensor<2>;

    fn forward(&self, words: Tensor<2, usize>) -> Tensor<2> {
        let (keys, h) = self.gru.forward(self.embedding.forward(words));
        let (context, _weights) = self.attention.forward(h.clone().transpose(0, 1), keys.clone());
        let (y, behind) = self.decoder.forward((Tensor::cat(&[context, keys.clone().slice(1, 0..1)], 2), h));
        let twice = Tensor::concat(&[behind.clone(), behind], 0);
        let (y, (h, c)) = self.lstm.forward((y, Some((twice.clone(), twice))));
        let y = self.lstm.forward((y, (h, c))).0;
        let x = y.at(1, 0);
        let (mut h, mut c) = self.cell.forward(x.clone());
        for _ in 0..3 {
            let (h2, c2) = self.cell.forward((x.clone(), (h, c)));
            h = h2;
            c = c2;
        }
        let h = self.gcell.forward((h, c));
        let (a, b) = self.pair(h);
        let x = a.insert_axis(1);
        let (x, _w) = self.mha.forward((x.clone(), x.clone(), x));
        let x = self.layer.forward((x.clone(), Tensor::concat(&[x.clone(), x], 1)));
        self.bilinear.forward((x.at(1, 0), b))
    }
}

fn main() {
    assert_eq!(Seq::init(&mut rng(0)).forward(Tensor::zeros([2, 5])).shape(), [2, 7]);
}
