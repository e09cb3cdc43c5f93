//! Requests become batches: a thread that has the model collects them.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use nn_core::prelude::*;
use tokio::sync::oneshot;

use crate::{Digits, PIXELS};

/// How many requests wait at most; more are refused rather than kept.
const QUEUE: usize = 1024;

/// What the model says of a picture.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Answer {
    /// The digit with the highest score.
    pub digit: usize,
    /// The probability of each digit.
    pub scores: Vec<f32>,
    /// How many requests were answered at once.
    pub batch: usize,
}

/// A picture, and the way back to whoever asks.
type Job = (Vec<f32>, oneshot::Sender<Answer>);

/// Takes pictures and gives answers; its clones ask the same model.
#[derive(Clone)]
pub struct Batcher(SyncSender<Job>);

/// Too many requests wait already.
#[derive(Debug)]
pub struct Full;

impl Batcher {
    /// Gives the model to a thread, which answers up to `most` pictures at once and waits for so many until `wait` has
    /// passed since the first of them came. It ends when no `Batcher` is left.
    pub fn start(model: Digits, most: usize, wait: Duration) -> Batcher {
        let (sender, jobs) = sync_channel(QUEUE);
        thread::spawn(move || {
            while let Some(batch) = collect(&jobs, most, wait) {
                answer(&model, batch);
            }
        });
        Batcher(sender)
    }

    /// The answer for a picture of [`PIXELS`].
    ///
    /// # Errors
    ///
    /// If too many requests wait, or the model's thread is gone.
    pub async fn ask(&self, pixels: Vec<f32>) -> Result<Answer, Full> {
        let (reply, answer) = oneshot::channel();
        self.0.try_send((pixels, reply)).map_err(|_| Full)?;
        answer.await.map_err(|_| Full)
    }
}

/// The next batch, or none when nobody can ask any more.
fn collect(jobs: &Receiver<Job>, most: usize, wait: Duration) -> Option<Vec<Job>> {
    let mut batch = vec![jobs.recv().ok()?];
    let end = Instant::now() + wait;
    while batch.len() < most {
        let Ok(job) = jobs.recv_timeout(end.saturating_duration_since(Instant::now())) else { break };
        batch.push(job);
    }
    Some(batch)
}

fn answer(model: &Digits, batch: Vec<Job>) {
    let count = batch.len();
    let images = batch.iter().flat_map(|(pixels, _)| pixels.iter().copied()).collect();
    let scores = model.forward(Tensor::new([count, PIXELS], images)).softmax(1);
    let digits = scores.argmax(1);
    let rows = scores.as_slice().chunks(scores.shape()[1]);
    for (((_, reply), scores), digit) in batch.into_iter().zip(rows).zip(digits.as_slice()) {
        // Who has hung up meanwhile gets none.
        let _ = reply.send(Answer { digit: *digit, scores: scores.to_vec(), batch: count });
    }
}
