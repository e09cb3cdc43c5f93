//! Attention of several heads, and a text model of blocks around it, whose length is known when it runs.

use nn_core::prelude::*;
use nn_core::shape::Shape;

#[derive(Module, Init)]
#[init(width: usize, heads: usize)]
struct Attention {
    #[init(Linear::spec(width, 3 * width))]
    qkv: Linear,
    #[init(Linear::spec(width, width))]
    out: Linear,
    heads: usize,
}

#[shapes]
impl Forward<Tensor<3>> for Attention {
    type Output = Tensor<3>;

    fn forward(&self, x: Tensor<3>) -> Tensor<3> {
        let ([batch, length, width], heads) = (x.shape(), self.heads);
        let qkv = self.qkv.forward(x).reshape([batch, length, 3, heads, width / heads]).permute([2, 0, 3, 1, 4]);
        let [q, k, v] = [0, 1, 2].map(|i| qkv.clone().at(0, i));
        let scores = q.matmul_t(k) * (1.0 / ((width / heads) as f32).sqrt());
        let later = Tensor::<2, bool>::full([length, length], true).triu(1);
        let weights = scores.masked_fill(&later, f32::NEG_INFINITY).softmax(-1);
        self.out.forward(weights.matmul(v).permute([0, 2, 1, 3]).reshape([batch, length, width]))
    }
}

#[derive(Module, Init)]
#[init(width: usize, heads: usize)]
struct Block {
    #[init(LayerNorm::spec([width]))]
    norm1: LayerNorm,
    #[init(Attention::spec(width, heads))]
    attention: Attention,
    #[init(LayerNorm::spec([width]))]
    norm2: LayerNorm,
    #[init((Linear::spec(width, 4 * width), Gelu, Linear::spec(4 * width, width)))]
    network: (Linear, Gelu, Linear),
}

#[shapes]
impl Forward<Tensor<3>> for Block {
    type Output = Tensor<3>;

    fn forward(&self, x: Tensor<3>) -> Tensor<3> {
        let x = self.attention.forward(self.norm1.forward(x.clone())) + x;
        self.network.forward(self.norm2.forward(x.clone())) + x
    }
}

#[derive(Module, Init)]
struct Gpt {
    #[init(Embedding::spec(128, 32))]
    letter: Embedding,
    #[init(Embedding::spec(64, 32))]
    place: Embedding,
    #[init(repeat(3, |_| Block::spec(32, 4)))]
    blocks: Vec<Block>,
    #[init(Linear::spec(32, 128).bias(false))]
    head: Linear,
}

#[shapes(input = [64], output = [64, 128])]
impl Forward<Tensor<2, usize>> for Gpt {
    type Output = Tensor<3>;

    fn forward(&self, text: Tensor<2, usize>) -> Tensor<3> {
        let [_, length] = text.shape();
        let places = Tensor::from_fn([length], |[i]| i).beside(&text);
        let x = self.letter.forward(text) + self.place.forward(places);
        let x = self.blocks.iter().fold(x, |x, block| block.forward(x));
        self.head.forward(x)
    }
}

fn main() {
    let gpt = Gpt::init(&mut rng(0));
    assert_eq!(gpt.forward(Tensor::zeros([2, 5])).shape(), [2, 5, 128]);
    assert_eq!(Gpt::spec().output_shape(Shape::new(&[5])).unwrap(), [5, 128]);
    let message = Block::spec(32, 5).output_shape(Shape::new(&[7, 32])).unwrap_err();
    assert_eq!(message.path(), "attention");
    assert_eq!(message.as_str(), "reshape: [batch, 7, 96] to [batch, 7, 3, 5, 6] changes the number of elements");
}
