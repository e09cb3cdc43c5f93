//! The training loop.

use nn_core::Result;
use nn_core::data::{Loader, Source};
use nn_core::metrics::{Mean, Perplexity};
use nn_core::prelude::*;

use crate::{Gpt, Windows};

/// The windows of a step.
const BATCH: usize = 16;

/// What an epoch has come to.
pub struct Epoch {
    /// Counted from 1.
    pub number: u64,
    /// The mean loss while it went on.
    pub loss: f64,
    /// Of the tokens that are held out.
    pub perplexity: Perplexity,
}

/// Trains a model for some epochs, and tells each by `report`. The same seed gives the same model.
///
/// # Errors
///
/// If the optimizer cannot train the model.
pub fn fit(
    model: &mut Gpt,
    (train, held_out): (Windows, Windows),
    (epochs, seed): (u64, u64),
    mut report: impl FnMut(Epoch),
) -> Result<()> {
    let train = Loader::new(train, BATCH).shuffle(true).workers(1);
    let held_out = Loader::new(held_out, BATCH);
    let (mut adam, mut progress) = (AdamW::new(3e-3), Progress::new(seed));
    while progress.epoch < epochs {
        let mut loss = Mean::new();
        for batch in train.batches_at(seed, progress.epoch) {
            let (tokens, next) = batch?;
            let count = next.len();
            let tape = Tape::at_step(seed, progress.step);
            let of_batch = scores(model, tape.input(tokens)).cross_entropy(&next.view([count]));
            loss.update(of_batch.item(), count);
            let mut gradients = of_batch.backward();
            gradients.clip_grad_norm(1.0);
            adam.step(model, gradients)?;
            progress.end_batch();
        }
        progress.end_epoch();
        let perplexity = perplexity(model, &held_out)?;
        report(Epoch { number: progress.epoch, loss: loss.value(), perplexity });
    }
    Ok(())
}

/// The scores of each next token, one row after the other.
fn scores(model: &Gpt, tokens: Tensor<2, usize>) -> Tensor<2> {
    let scores = model.forward(tokens);
    let [batch, length, vocabulary] = scores.shape();
    scores.view([batch * length, vocabulary])
}

fn perplexity<S>(model: &Gpt, windows: &Loader<S>) -> Result<Perplexity>
where
    S: Source<Item = (Tensor<1, usize>, Tensor<1, usize>)> + 'static,
{
    let mut perplexity = Perplexity::new();
    for batch in windows.batches_at(0, 0) {
        let (tokens, next) = batch?;
        let count = next.len();
        perplexity.update(&scores(model, tokens), &next.view([count]));
    }
    Ok(perplexity)
}
