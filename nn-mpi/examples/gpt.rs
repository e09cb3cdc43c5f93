//! A small GPT that learns this source file letter by letter, by many processes.
//!
//! With `--overlapped`, gradients are summed up over the processes while the backward pass goes on.

mod shared;

use nn_core::collective::{Batch, Shard, World};
use nn_core::prelude::*;

const LENGTH: usize = 32;
const WIDTH: usize = 32;
const LETTERS: usize = 128;

/// Attention that sees no later letter, then two linear layers, each with a way around it.
#[derive(Module)]
struct Block {
    norm1: LayerNorm,
    qkv: Linear,
    out: Linear,
    norm2: LayerNorm,
    network: (Linear, Gelu, Linear),
}

impl Block {
    fn new(rng: &mut impl Rng) -> Self {
        Block {
            norm1: LayerNorm::new([WIDTH]),
            qkv: Linear::new(WIDTH, 3 * WIDTH, rng),
            out: Linear::new(WIDTH, WIDTH, rng),
            norm2: LayerNorm::new([WIDTH]),
            network: (Linear::new(WIDTH, 4 * WIDTH, rng), Gelu, Linear::new(4 * WIDTH, WIDTH, rng)),
        }
    }
}

impl Forward<Tensor<3>> for Block {
    type Output = Tensor<3>;

    fn forward(&self, x: Tensor<3>) -> Tensor<3> {
        let qkv = self.qkv.forward(self.norm1.forward(x.clone()));
        let part = |i: usize| qkv.clone().slice(2, i * WIDTH..(i + 1) * WIDTH);
        let later = |[i, j]: [usize; 2]| if j > i { f32::NEG_INFINITY } else { 0.0 };
        let scores = part(0).matmul_t(part(1)) * (1.0 / (WIDTH as f32).sqrt());
        let weights = (scores + Tensor::from_fn([LENGTH, LENGTH], later)).softmax(2);
        let x = self.out.forward(weights.matmul(part(2))) + x;
        self.network.forward(self.norm2.forward(x.clone())) + x
    }
}

/// For texts of 32 ASCII letters: the scores of each next letter.
#[derive(Module)]
struct Gpt {
    letter: Embedding,
    place: Param<2>,
    blocks: Vec<Block>,
    head: Linear,
}

impl Forward<Tensor<2, usize>> for Gpt {
    type Output = Tensor<3>;

    fn forward(&self, text: Tensor<2, usize>) -> Tensor<3> {
        let x = self.letter.forward(text) + &self.place;
        self.head.forward(self.blocks.iter().fold(x, |x, block| block.forward(x)))
    }
}

fn main() -> nn_core::Result<()> {
    nn_mpi::run(train)
}

fn train(world: World) -> nn_core::Result<()> {
    let is_overlapped = std::env::args().any(|argument| argument == "--overlapped");
    let text: Vec<usize> = include_str!("gpt.rs").bytes().filter(u8::is_ascii).map(usize::from).collect();
    let rng = &mut rng(7);
    let mut model = Gpt {
        letter: Embedding::new(LETTERS, WIDTH, rng),
        place: Param::new(Tensor::randn([LENGTH, WIDTH], rng)),
        blocks: (0..2).map(|_| Block::new(rng)).collect(),
        head: Linear::new(WIDTH, LETTERS, rng),
    };
    let mut adamw = world.optimizer(AdamW::new(3e-3), &mut model)?;
    let (progress, mut last) = (Progress::new(7), 0.0);
    // A sample is a place in the text.
    for batch in Batch::epoch(text.len() - LENGTH, 32, &progress).take(30) {
        let loss_of = |shard: &Shard<'_>| {
            let starts = shard.samples();
            let letters =
                |ahead| Tensor::from_fn([starts.len(), LENGTH], |[i, j]| text[starts[i] + j + ahead]);
            let scores = model.forward(shard.tape().input(letters(0)));
            scores
                .reshape([starts.len() * LENGTH, LETTERS])
                .cross_entropy(&letters(1).reshape([starts.len() * LENGTH]))
        };
        let (loss, gradients) = match is_overlapped {
            true => world.overlapped_gradients(&model, &batch, loss_of)?,
            false => world.gradients(&model, &batch, loss_of)?,
        };
        adamw.step(&mut model, gradients)?;
        last = loss;
    }
    shared::report(&world, "gpt", &model, &format!("the cross entropy is {last:.3}"));
    Ok(())
}
