//! nanoGPT, which learns a text letter by letter: its names, its initial values and its decay are those of the original, so
//! that its files load.
//!
//! Karpathy, *nanoGPT*, <https://github.com/karpathy/nanoGPT>, after Radford et al., *Language models are unsupervised
//! multitask learners*, 2019. One table has the vectors of the letters and the weights of their scores. `--data` takes a
//! text file; by default the model learns the documentation of this library. The last tenth of each text is held out.

use clap::Parser;
use examples::{Args, GUIDES, minimise};
use nn_core::ops::AttentionOptions;
use nn_core::prelude::*;

/// Several heads of attention side by side, each letter looking at itself and those before it.
#[derive(Module, Init)]
#[init(width: usize, heads: usize, dropout: f64)]
pub struct CausalSelfAttention {
    #[init(Linear::spec(width, 3 * width))]
    c_attn: Linear,
    #[init(Linear::spec(width, width))]
    c_proj: Linear,
    heads: usize,
    dropout: f64,
}

#[shapes]
impl CausalSelfAttention {
    fn forward(&self, x: Tensor<3>) -> Tensor<3> {
        let ([b, t, c], heads) = (x.shape(), self.heads);
        let qkv = self.c_attn.forward(x).view([b, t, 3, heads, c / heads]).permute([2, 0, 3, 1, 4]);
        let [q, k, v] = [0, 1, 2].map(|part| qkv.clone().at(0, part));
        let options = AttentionOptions::new().is_causal(true).dropout(self.dropout);
        let y = q.scaled_dot_product_attention(&k, &v, &options);
        self.c_proj.forward(y.transpose(1, 2).view([b, t, c])).dropout(self.dropout)
    }
}

/// Two linear layers, the first of them four times as wide.
#[derive(Module, Forward, Init)]
#[init(width: usize, dropout: f64)]
pub struct Mlp {
    #[init(Linear::spec(width, 4 * width))]
    c_fc: Linear,
    #[init(Gelu)]
    gelu: Gelu,
    #[init(Linear::spec(4 * width, width))]
    c_proj: Linear,
    #[init(Dropout::spec(dropout))]
    dropout: Dropout,
}

/// Attention, then two linear layers, each with a way around it.
#[derive(Module, Init)]
#[init(width: usize, heads: usize, dropout: f64)]
pub struct Block {
    #[init(LayerNorm::spec([width]))]
    ln_1: LayerNorm,
    #[init(CausalSelfAttention::spec(width, heads, dropout))]
    attn: CausalSelfAttention,
    #[init(LayerNorm::spec([width]))]
    ln_2: LayerNorm,
    #[init(Mlp::spec(width, dropout))]
    mlp: Mlp,
}

#[shapes]
impl Block {
    fn forward(&self, x: Tensor<3>) -> Tensor<3> {
        let x = self.attn.forward(self.ln_1.forward(x.clone())) + x;
        self.mlp.forward(self.ln_2.forward(x.clone())) + x
    }
}

/// All but the scores: letters and their places as vectors, and the blocks that these go through.
#[derive(Module, Init)]
#[init(vocab: usize, block: usize, layers: usize, heads: usize, width: usize, dropout: f64)]
pub struct Transformer {
    #[init(shared(Embedding::spec(vocab, width)))]
    wte: Shared<Embedding>,
    #[init(Embedding::spec(block, width))]
    wpe: Embedding,
    #[init(Dropout::spec(dropout))]
    drop: Dropout,
    #[init(repeat(layers, |_| Block::spec(width, heads, dropout)))]
    h: Vec<Block>,
    #[init(LayerNorm::spec([width]))]
    ln_f: LayerNorm,
}

#[shapes]
impl Transformer {}

#[shapes]
impl Transformer {
    fn forward(&self, idx: Tensor<2, usize>) -> Tensor<3> {
        let places = Tensor::arange(0, idx.shape()[1]).beside(&idx);
        let x = self.drop.forward(self.wte.forward(idx) + self.wpe.forward(places));
        self.ln_f.forward(self.h.iter().fold(x, |x, block| block.forward(x)))
    }
}

/// Letters by number, each row a text.
pub type Text = Tensor<2, usize>;

/// For texts of up to `block` letters.
#[derive(Module, Init)]
#[init(vocab: usize, block: usize, layers: usize, heads: usize, width: usize, dropout: f64)]
pub struct NanoGpt {
    #[init(Transformer::spec(vocab, block, layers, heads, width, dropout))]
    transformer: Transformer,
    #[init(tied(transformer.wte))]
    lm_head: Shared<Embedding>,
}

#[shapes]
impl NanoGpt {
    /// The scores of each next letter.
    pub fn forward(&self, idx: Tensor<2, usize>) -> Tensor<3> {
        self.lm_head.read().attend(self.transformer.forward(idx))
    }
}

impl NanoGpt {
    /// Initial values like nanoGPT's: normal, and smaller where a way around is added to.
    pub fn init_weights(&mut self, rng: &mut impl Rng) {
        let of_proj = 0.02 / (2.0 * self.transformer.h.len() as f32).sqrt();
        self.for_each_param_mut(&mut |path, param| match path {
            _ if path.ends_with("bias") => param.fill(Initial::zeros(), rng),
            _ if path.ends_with("c_proj.weight") => param.fill(Initial::normal(0.0, of_proj), rng),
            _ if param.shape().len() == 2 => param.fill(Initial::normal(0.0, 0.02), rng),
            _ => {} // The weights of the norms are 1.
        });
    }

    /// AdamW with decay for matrices alone.
    pub fn optimizer(lr: f64, decay: f64) -> AdamW {
        let adam = AdamW::new(lr).betas(0.9, 0.95).weight_decay(decay);
        adam.group("*bias", |g| g.weight_decay(0.0)).group("*ln_*", |g| g.weight_decay(0.0))
    }

    /// Goes on by `new` letters, each drawn from the `top_k` likeliest at the temperature `temp`.
    pub fn generate(&self, mut idx: Text, new: usize, temp: f32, top_k: usize, rng: &mut impl Rng) -> Text {
        for _ in 0..new {
            let start = idx.shape()[1].saturating_sub(self.transformer.wpe.num_embeddings());
            let scores = self.forward(idx.clone().slice(1, start..)).at(1, -1) / temp;
            let (scores, letters) = scores.topk(top_k, 1);
            let next = letters.gather(1, &scores.softmax(1).multinomial(1, rng));
            idx = Tensor::cat(&[idx, next], 1);
        }
        idx
    }
}

const LETTERS: usize = 128;
const LENGTH: usize = 64;

/// The letters of a text, which are those of ASCII.
fn letters(text: &str) -> Vec<usize> {
    text.bytes().filter(u8::is_ascii).map(usize::from).collect()
}

/// Pieces of a text that begin at these letters, and the same pieces one letter further on.
fn pieces(text: &[usize], starts: &[usize], device: &Device) -> [Text; 2] {
    [0, 1]
        .map(|ahead| Tensor::from_fn([starts.len(), LENGTH], |[i, j]| text[starts[i] + j + ahead]).to(device))
}

/// The mean cross entropy of each next letter.
fn loss(model: &NanoGpt, x: Text, next: Text) -> Tensor<0> {
    let count = next.len();
    model.forward(x).view([count, LETTERS]).cross_entropy(&next.view([count]))
}

fn main() -> examples::Result<()> {
    let args = Args::parse();
    let documents = args.texts(&[&[include_str!("../README.md")][..], &GUIDES].concat())?;
    let (mut train, mut test) = (Vec::new(), Vec::new());
    for document in documents {
        let letters = letters(&document);
        let (first, last) = letters.split_at(letters.len() / 10 * 9);
        train.extend_from_slice(first);
        test.extend_from_slice(last);
    }
    examples::enough(train.len().saturating_sub(LENGTH), test.len().saturating_sub(LENGTH))?;

    let source = &mut rng(args.seed);
    let spec = NanoGptSpec { vocab: LETTERS, block: LENGTH, layers: 4, heads: 4, width: 96, dropout: 0.0 };
    let mut model = spec.init(source);
    model.init_weights(source);
    println!("{}\n", model.tree());
    args.load(&mut model)?;

    let (mut adam, batch_size) = (NanoGpt::optimizer(2e-3, 0.1), if args.quick { 4 } else { 12 });
    minimise(&args, &mut model, &mut adam, (args.epochs(30, 1), batch_size), |model, step| {
        let rng = &mut rng_at(args.seed, step);
        let starts: Vec<usize> = (0..batch_size).map(|_| rng.random_range(0..train.len() - LENGTH)).collect();
        let [x, next] = pieces(&train, &starts, &args.device);
        loss(model, Tape::at_step(args.seed, step).input(x), next)
    })?;
    args.save(&mut model)?;

    let (start, count) = (Tensor::new([1, 3], letters("\n# ")), if args.quick { 30 } else { 300 });
    let text: Vec<u8> =
        model.generate(start, count, 0.8, 20, &mut rng(0)).as_slice().iter().map(|&l| l as u8).collect();
    println!("{}\n", String::from_utf8_lossy(&text));

    let starts: Vec<usize> = (0..test.len() - LENGTH).step_by(LENGTH).collect();
    let [x, next] = pieces(&test, &starts, &Device::host());
    let loss = loss(&model, x, next).item();
    println!("15_nanogpt: cross entropy {loss:.3} for each held-out letter");
    Ok(())
}
