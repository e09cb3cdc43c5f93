//! The model: a GPT, whose blocks are plain structs.

use nn_core::ops::AttentionOptions;
use nn_core::prelude::*;
use nn_core::{Error, Result};

/// Each token looks at itself and at those before it, by several heads.
#[derive(Module, Init)]
#[init(width: usize, heads: usize)]
struct Attention {
    #[init(Linear::spec(width, width))]
    query: Linear,
    #[init(Linear::spec(width, width))]
    key: Linear,
    #[init(Linear::spec(width, width))]
    value: Linear,
    #[init(Linear::spec(width, width))]
    out: Linear,
    heads: usize,
}

#[shapes]
impl Attention {
    fn forward(&self, x: Tensor<3>) -> Tensor<3> {
        let ([batch, length, width], heads) = (x.shape(), self.heads);
        let apart = |y: Tensor<3>| y.view([batch, length, heads, width / heads]).transpose(1, 2);
        let q = apart(self.query.forward(x.clone()));
        let k = apart(self.key.forward(x.clone()));
        let v = apart(self.value.forward(x));
        let seen = q.scaled_dot_product_attention(&k, &v, &AttentionOptions::new().is_causal(true));
        self.out.forward(seen.transpose(1, 2).view([batch, length, width]))
    }
}

/// Attention and two linear layers, each added to what comes in.
#[derive(Module, Init)]
#[init(width: usize, heads: usize)]
struct Block {
    #[init(LayerNorm::spec([width]))]
    norm1: LayerNorm,
    #[init(Attention::spec(width, heads))]
    attention: Attention,
    #[init(LayerNorm::spec([width]))]
    norm2: LayerNorm,
    #[init(Linear::spec(width, 4 * width))]
    up: Linear,
    #[init(Linear::spec(4 * width, width))]
    down: Linear,
}

#[shapes]
impl Block {
    fn forward(&self, x: Tensor<3>) -> Tensor<3> {
        let x = x.clone() + self.attention.forward(self.norm1.forward(x));
        x.clone() + self.down.forward(self.up.forward(self.norm2.forward(x)).gelu())
    }
}

/// For up to `window` tokens: the scores of each next one.
#[derive(Module, Init)]
#[init(vocabulary: usize, window: usize, layers: usize, heads: usize, width: usize)]
pub struct Gpt {
    #[init(Embedding::spec(vocabulary, width))]
    token: Embedding,
    #[init(Embedding::spec(window, width))]
    place: Embedding,
    #[init(repeat(layers, |_| Block::spec(width, heads)))]
    blocks: Vec<Block>,
    #[init(LayerNorm::spec([width]))]
    norm: LayerNorm,
    #[init(Linear::spec(width, vocabulary).bias(false))]
    head: Linear,
}

#[shapes]
impl Gpt {
    /// `[batch, length]` tokens to `[batch, length, vocabulary]`.
    pub fn forward(&self, tokens: Tensor<2, usize>) -> Tensor<3> {
        let places = Tensor::arange(0, tokens.shape()[1]).beside(&tokens);
        let mut x = self.token.forward(tokens) + self.place.forward(places);
        for block in &self.blocks {
            x = block.forward(x);
        }
        self.head.forward(self.norm.forward(x))
    }
}

/// How the next token is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Sampling {
    /// Below 1 the likely tokens become likelier, above 1 all become more alike.
    pub temperature: f32,
    /// From how many of the likeliest it is drawn.
    pub top_k: usize,
}

impl Gpt {
    /// A token behind these, of which there is at least one.
    ///
    /// # Errors
    ///
    /// If the settings are out of range, or the model does not give numbers.
    pub fn next(&self, tokens: &[usize], sampling: Sampling, rng: &mut impl Rng) -> Result<usize> {
        let Sampling { temperature, top_k } = sampling;
        if !(temperature > 0.0 && temperature.is_finite() && top_k > 0) {
            let message = format!("a temperature of {temperature} and {top_k} tokens, expected more than 0");
            return Err(Error::setting(message));
        }
        let seen = &tokens[tokens.len().saturating_sub(self.place.num_embeddings())..];
        let scores = self.forward(Tensor::new([1, seen.len()], seen.to_vec())).at(1, -1);
        if !scores.as_slice().iter().all(|score| score.is_finite()) {
            return Err(Error::setting(
                "the model gives scores that are no numbers: its weights are damaged",
            ));
        }
        let (scores, likeliest) = scores.topk(top_k.min(self.head.out_features()), 1);
        // The largest is 0, so that no temperature makes it infinite.
        let largest = scores.as_slice()[0];
        let drawn = ((scores - largest) / temperature).softmax(1).multinomial(1, rng).item();
        Ok(likeliest.as_slice()[drawn])
    }
}
