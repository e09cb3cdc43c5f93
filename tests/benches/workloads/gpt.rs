//! A GPT of six blocks, which reads letters.

use nn_core::ops::AttentionOptions;
use nn_core::prelude::*;

const WIDTH: usize = 384;
const HEADS: usize = 6;
const BLOCKS: usize = 6;
const LETTERS: usize = 128;
const LENGTH: usize = 256;

/// Attention that sees no later letter, then two linear layers, each with a way around it.
#[derive(Module)]
struct Block {
    ln1: LayerNorm,
    qkv: Linear,
    proj: Linear,
    ln2: LayerNorm,
    network: (Linear, Gelu, Linear),
}

impl Block {
    fn new(rng: &mut impl Rng) -> Self {
        Block {
            ln1: LayerNorm::new([WIDTH]),
            qkv: Linear::new(WIDTH, 3 * WIDTH, rng),
            proj: Linear::new(WIDTH, WIDTH, rng),
            ln2: LayerNorm::new([WIDTH]),
            network: (Linear::spec(WIDTH, 4 * WIDTH), Gelu, Linear::spec(4 * WIDTH, WIDTH)).init(rng),
        }
    }

    fn attend(&self, x: Tensor<3>) -> Tensor<3> {
        let [batch, length, width] = x.shape();
        let size = width / HEADS;
        let qkv = self.qkv.forward(x).reshape([batch, length, 3, HEADS, size]).permute([2, 0, 3, 1, 4]);
        let [q, k, v] =
            [0, 1, 2].map(|i| qkv.clone().slice(0, i..i + 1).reshape([batch, HEADS, length, size]));
        let y = q.scaled_dot_product_attention(&k, &v, &AttentionOptions::new().is_causal(true));
        self.proj.forward(y.permute([0, 2, 1, 3]).reshape([batch, length, width]))
    }
}

impl Forward<Tensor<3>> for Block {
    type Output = Tensor<3>;

    fn forward(&self, x: Tensor<3>) -> Tensor<3> {
        let x = self.attend(self.ln1.forward(x.clone())) + x;
        self.network.forward(self.ln2.forward(x.clone())) + x
    }
}

#[derive(Module)]
pub(crate) struct Gpt {
    letter: Embedding,
    place: Embedding,
    blocks: Sequential<Vec<Block>>,
    norm: LayerNorm,
    head: Linear,
}

impl Gpt {
    pub(crate) fn new(rng: &mut impl Rng) -> Self {
        Gpt {
            letter: Embedding::new(LETTERS, WIDTH, rng),
            place: Embedding::new(LENGTH, WIDTH, rng),
            blocks: Sequential((0..BLOCKS).map(|_| Block::new(rng)).collect()),
            norm: LayerNorm::new([WIDTH]),
            head: Linear::spec(WIDTH, LETTERS).bias(false).init(rng),
        }
    }
}

impl Forward<Tensor<2, usize>> for Gpt {
    type Output = Tensor<2>;

    fn forward(&self, text: Tensor<2, usize>) -> Tensor<2> {
        let [batch, length] = text.shape();
        let places = Tensor::from_fn([length], |[i]| i).beside(&text);
        let x = self.letter.forward(text) + self.place.forward(places);
        let y = self.head.forward(self.norm.forward(self.blocks.forward(x)));
        y.reshape([batch * length, LETTERS])
    }
}
