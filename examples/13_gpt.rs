//! A small GPT that learns a text letter by letter, its blocks declared in their structs.
//!
//! Radford et al., *Language models are unsupervised multitask learners*, 2019: blocks that normalise first, attention
//! that sees no later letter, and a network of two linear layers with GELU. `--data` takes a text file; by default the
//! model learns this source file's own words.

use clap::Parser;
use examples::{Args, minimise};
use nn_core::init;
use nn_core::prelude::*;

/// Several heads of attention side by side, each letter looking at itself and those before it.
#[derive(Module, Init)]
#[init(width: usize, heads: usize)]
pub struct Attention {
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
        let size = width / heads;
        let qkv = self.qkv.forward(x).reshape([batch, length, 3, heads, size]).permute([2, 0, 3, 1, 4]);
        let part = |i: usize| qkv.clone().slice(0, i..i + 1).reshape([batch, heads, length, size]);
        let later = |[i, j]: [usize; 2]| if j > i { f32::NEG_INFINITY } else { 0.0 };
        let scores = part(0).matmul_t(part(1)) * (1.0 / (size as f32).sqrt());
        let weights = (scores + Tensor::from_fn([length, length], later)).softmax(3);
        self.out.forward(weights.matmul(part(2)).permute([0, 2, 1, 3]).reshape([batch, length, width]))
    }
}

/// Attention, then two linear layers, each with a way around it.
#[derive(Module, Init)]
#[init(width: usize, heads: usize)]
pub struct Block {
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

const LENGTH: usize = 64;
const WIDTH: usize = 64;
const LETTERS: usize = 128;

/// Letters and their places as vectors.
#[derive(Module, Init)]
pub struct Letters {
    #[init(Embedding::spec(LETTERS, WIDTH))]
    letter: Embedding,
    #[init(Embedding::spec(LENGTH, WIDTH))]
    place: Embedding,
}

#[shapes]
impl Forward<Tensor<2, usize>> for Letters {
    type Output = Tensor<3>;

    fn forward(&self, text: Tensor<2, usize>) -> Tensor<3> {
        let [_, length] = text.shape();
        let places = Tensor::from_fn([length], |[i]| i).beside(&text);
        self.letter.forward(text) + self.place.forward(places)
    }
}

/// For texts of 64 ASCII letters: the scores of each next letter.
#[derive(Module, Forward, Init)]
#[forward(input = [LENGTH], element = usize)]
pub struct Gpt {
    #[init(Letters::spec())]
    letters: Letters,
    #[init(Sequential(repeat(3, |_| Block::spec(WIDTH, 4))))]
    blocks: Sequential<Vec<Block>>,
    #[init(LayerNorm::spec([WIDTH]))]
    norm: LayerNorm,
    #[init(Linear::spec(WIDTH, LETTERS).bias(false))]
    head: Linear,
}

/// Continues a text by the likeliest letters.
fn continued(model: &Gpt, start: &str, letters: usize) -> String {
    let mut text = start.as_bytes().to_vec();
    for _ in 0..letters {
        let seen: Vec<usize> = text[text.len().saturating_sub(LENGTH)..].iter().map(|&b| b.into()).collect();
        let scores = model.forward(Tensor::new([1, seen.len()], seen.clone()));
        let next = scores.slice(1, seen.len() - 1..seen.len()).reshape([LETTERS]).argmax(0);
        text.push(next.item() as u8);
    }
    String::from_utf8_lossy(&text).replace('\n', " ")
}

fn main() -> examples::Result<()> {
    let args = Args::parse();
    let text = args.texts(&[include_str!("13_gpt.rs")])?.concat();
    let text: Vec<usize> = text.bytes().filter(u8::is_ascii).map(usize::from).collect();
    if text.len() <= LENGTH {
        let message = format!("the text has {} letters, expected more than {LENGTH}", text.len());
        return Err(nn_core::Error::setting(message).into());
    }

    let mut model = Gpt::init(&mut rng(args.seed));
    println!("{}\n", model.tree());
    args.load(&mut model)?;

    let loss = |model: &Gpt, step: u64| {
        let (tape, rng) = (Tape::at_step(args.seed, step), &mut rng_at(args.seed, step));
        let starts = init::uniform([16], 0.0, (text.len() - LENGTH) as f32, rng);
        let start = |i: usize| (starts.as_slice()[i] as usize).min(text.len() - LENGTH - 1);
        let letters = |ahead: usize| {
            Tensor::from_fn([16, LENGTH], |[i, j]| text[start(i) + j + ahead]).to(&args.device)
        };
        let scores = model.forward(tape.input(letters(0)));
        scores.reshape([16 * LENGTH, LETTERS]).cross_entropy(&letters(1).reshape([16 * LENGTH]))
    };
    let first = loss(&model, 0).item();
    minimise(&args, &mut model, &mut AdamW::new(1e-3), (args.epochs(10, 1), 16), loss)?;
    let last = loss(&model, u64::MAX).item();
    args.save(&mut model)?;
    println!("{}", continued(&model, "#[derive(Module, ", 60));
    println!("13_gpt: cross entropy {first:.2} -> {last:.2} for each letter");
    Ok(())
}
