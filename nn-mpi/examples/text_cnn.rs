//! Convolutions over word vectors, of which a batch uses few, by many processes.
//!
//! The made-up sentences have words of praise or of blame among others. Each process keeps a part of the optimizer's state.

mod shared;

use nn_core::collective::{Batch, World};
use nn_core::prelude::*;

const WORDS: usize = 50;
const LENGTH: usize = 12;

/// Word vectors, a convolution for each width of n-grams, and a linear layer.
#[derive(Module)]
struct TextCnn {
    embedding: Embedding,
    convs: Vec<Conv1d>,
    drop: Dropout,
    head: Linear,
}

impl Forward<Tensor<2, usize>> for TextCnn {
    type Output = Tensor<2>;

    fn forward(&self, words: Tensor<2, usize>) -> Tensor<2> {
        let x = self.embedding.forward(words).permute([0, 2, 1]);
        let features = self.convs.iter().map(|conv| conv.forward(x.clone()).relu().max_axis(2));
        let features: Vec<Tensor<2>> = features.collect();
        self.head.forward(self.drop.forward(Tensor::concat(&features, 1)))
    }
}

/// The words of a sentence: those below 5 praise, those from 5 to 9 blame.
fn word(sentence: usize, place: usize) -> usize {
    match place == sentence % LENGTH {
        true => sentence % 2 * 5 + sentence / 2 % 5,
        false => 10 + (sentence * 31 + place * 17) % (WORDS - 10),
    }
}

fn main() -> nn_core::Result<()> {
    nn_mpi::run(train)
}

fn train(world: World) -> nn_core::Result<()> {
    let rng = &mut rng(7);
    let mut model = TextCnn {
        embedding: Embedding::new(WORDS, 16, rng),
        convs: [2, 3, 4].iter().map(|width| Conv1d::new(16, 8, *width, rng)).collect(),
        drop: Dropout::new(0.3),
        head: Linear::new(24, 2, rng),
    };
    // Each process keeps its part of what Adadelta remembers.
    let mut adadelta = world.sharded_optimizer(Adadelta::new(1.0), &mut model)?;
    let (mut progress, mut last) = (Progress::new(7), 0.0);
    while progress.epoch < 2 {
        for batch in Batch::epoch(500, 50, &progress) {
            let (loss, gradients) = world.gradients(&model, &batch, |shard| {
                let samples = shard.samples();
                let words = Tensor::from_fn([samples.len(), LENGTH], |[i, j]| word(samples[i], j));
                let labels = Tensor::from_fn([samples.len()], |[i]| samples[i] % 2);
                model.forward(shard.tape().input(words)).cross_entropy(&labels)
            })?;
            adadelta.step(&mut model, gradients)?;
            progress.end_batch();
            last = loss;
        }
        progress.end_epoch();
    }
    shared::report(&world, "text_cnn", &model, &format!("the loss is {last:.3}"));
    Ok(())
}
