//! Four small runs that save a checkpoint after every step, to be killed and resumed.

use std::path::Path;

use nn_core::data::Dataset;
use nn_core::optim::{CosineAnnealingLr, LinearLr, Schedule, StepLr};
use nn_core::prelude::*;
use nn_core::{Error, Result};

use crate::models::{gpt::Gpt, linear_net::LinearNet, text_cnn::TextCnn};

/// The names of the runs.
pub const RUNS: [&str; 4] = ["mlp", "cnn", "text_cnn", "gpt"];

const SEED: u64 = 3;

/// How a run goes.
#[derive(Clone, Copy, Debug, Default)]
pub struct How<'a> {
    /// Where its checkpoints are, if it has any.
    pub folder: Option<&'a Path>,
    /// It ends after so many steps, as if it were killed.
    pub steps: Option<u64>,
    /// It resumes everything but the state of the optimizer.
    pub forget_optimizer: bool,
}

/// Trains the model of a run and gives its parameters and buffers.
///
/// # Errors
///
/// If no run has the name, or as training and resuming do.
pub fn train(name: &str, how: How<'_>) -> Result<StateDict> {
    let rng = &mut rng(SEED);
    match name {
        "mlp" => {
            let model = LinearNet::init(6, 2, 16, 4, rng);
            how.train(model, Adam::new(0.01), StepLr::new(12, 0.5), &numbers([24, 6]), classify)
        }
        "cnn" => {
            let model = (
                (Conv2d::spec(1, 4, 3), BatchNorm2d::spec(4), Relu, Flatten),
                (Dropout::spec(0.3), Linear::spec(4 * 36, 4)),
            );
            let sgd = Sgd::new(0.05).momentum(0.9).nesterov(true);
            how.train(model.init(rng), sgd, |_| 1.0, &numbers([24, 1, 8, 8]), classify)
        }
        "text_cnn" => {
            let model = TextCnn::init(20, 8, &[3, 4, 5], 6, rng);
            let adadelta = Adadelta::new(1.0).rho(0.95).weight_decay(1e-3);
            let adadelta =
                adadelta.group("embedding.*", |g| g.lr(0.5).weight_decay(0.0)).group("*bias", |g| g.rho(0.9));
            how.train(model, adadelta, |_| 1.0, &words([24, 9], 20), classify)
        }
        "gpt" => {
            let adamw = AdamW::new(1e-3).amsgrad(true).group("*bias", |g| g.weight_decay(0.0));
            let schedule = LinearLr::new(0.1, 6).then(6, CosineAnnealingLr::new(18));
            how.train(Gpt::init(rng), adamw, schedule, &words([12, 65], 128), next_letter)
        }
        _ => Err(Error::setting(format!("there is no run {name:?}, expected one of {RUNS:?}"))),
    }
}

impl How<'_> {
    /// Four epochs of six steps.
    fn train<M: Module, const N: usize, A: Element>(
        self,
        mut model: M,
        mut optimizer: impl Optimizer + Clone,
        schedule: impl Schedule,
        data: &Dataset<N, A>,
        loss: impl Fn(&M, &Tape, Tensor<N, A>, &Tensor<1, usize>) -> Tensor<0>,
    ) -> Result<StateDict> {
        let mut progress = Progress::new(SEED);
        let mut checkpoints = self.folder.map(|folder| Checkpoints::new(folder).keep_last(2));
        let mut unused = optimizer.clone();
        let resumed = if self.forget_optimizer { &mut unused } else { &mut optimizer };
        checkpoints.iter_mut().try_for_each(|c| c.resume(&mut model, resumed, &mut progress).map(drop))?;
        let end = self.steps.map(|steps| progress.step + steps);
        while progress.epoch < 4 {
            let batches = data.batches_at(data.len().div_ceil(6), SEED, progress.epoch);
            for (inputs, labels) in batches.skip(progress.batch) {
                if Some(progress.step) == end {
                    return Ok(model.state_dict());
                }
                schedule.apply(&mut optimizer, progress.step);
                let tape = Tape::at_step(SEED, progress.step);
                let gradients = loss(&model, &tape, inputs, &labels).backward();
                optimizer.step(&mut model, gradients)?;
                progress.end_batch();
                checkpoints.iter_mut().try_for_each(|c| c.save(&model, &optimizer, &progress).map(drop))?;
            }
            progress.end_epoch();
        }
        Ok(model.state_dict())
    }
}

fn classify<const N: usize, A: Element, M>(
    model: &M,
    tape: &Tape,
    inputs: Tensor<N, A>,
    labels: &Tensor<1, usize>,
) -> Tensor<0>
where
    M: Forward<Tensor<N, A>, Output = Tensor<2>>,
{
    model.forward(tape.input(inputs)).cross_entropy(labels)
}

fn next_letter(model: &Gpt, tape: &Tape, texts: Tensor<2, usize>, _: &Tensor<1, usize>) -> Tensor<0> {
    let [count, length] = texts.shape();
    let texts = texts.as_slice();
    let letters = |from: usize| Tensor::from_fn([count, length - 1], |[i, j]| texts[length * i + j + from]);
    let scores = model.forward(tape.input(letters(0)));
    scores.reshape([count * (length - 1), 128]).cross_entropy(&letters(1).reshape([count * (length - 1)]))
}

fn numbers<const N: usize>(shape: [usize; N]) -> Dataset<N> {
    labelled(nn_core::init::normal(shape, 0.0, 1.0, &mut rng(1)), 4)
}

fn words(shape: [usize; 2], count: usize) -> Dataset<2, usize> {
    labelled(Tensor::from_fn(shape, |[i, j]| (7 * i + j * j) % count), 2)
}

fn labelled<const N: usize, A: Element>(inputs: Tensor<N, A>, classes: usize) -> Dataset<N, A> {
    let labels = Tensor::from_fn([inputs.shape()[0]], |[i]| i % classes);
    Dataset::new(inputs, labels, classes).expect("each sample has a label")
}
