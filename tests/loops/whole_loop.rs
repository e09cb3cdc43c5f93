//! A loop with everything: accumulation, an average of the weights, early stopping, the best checkpoint, and a stop in between.

use std::path::Path;

use nn_core::Result;
use nn_core::metrics::{Accuracy, EarlyStopping};
use nn_core::optim::WeightAverage;
use nn_core::prelude::*;
use tests::models::difference;

use super::same;

const CLASSES: usize = 3;

fn data() -> (Dataset<2>, Dataset<2>) {
    let points = nn_core::init::normal([150, 4], 0.0, 1.0, &mut rng(0));
    let labels = points.clone().slice(1, 0..CLASSES).argmax(1);
    Dataset::new(points, labels, CLASSES).unwrap().split(0.6, 0)
}

type Net = (Linear, Relu, Dropout, Linear);

fn net() -> Net {
    let rng = &mut rng(1);
    (Linear::new(4, 16, rng), Relu, Dropout::new(0.1), Linear::new(16, CLASSES, rng))
}

/// The gradients of a batch that is gone through in parts of up to `size` samples.
fn accumulated(
    model: &Net,
    tape: impl Fn() -> Tape,
    inputs: &Tensor<2>,
    labels: &Tensor<1, usize>,
    size: usize,
) -> Gradients {
    let mut total = Gradients::new();
    for start in (0..labels.len()).step_by(size) {
        let part = start..(start + size).min(labels.len());
        let loss = model.forward(tape().input(inputs.clone().slice(0, part.clone())));
        let mut gradients = loss.cross_entropy(&labels.clone().slice(0, part.clone())).backward();
        gradients.scale(part.len() as f64);
        total += gradients;
    }
    total.scale(1.0 / labels.len() as f64);
    total
}

struct Ended {
    model: Net,
    average: WeightAverage,
    epochs: u64,
    best: Option<f64>,
    best_model: Net,
}

/// Trains until the accuracy becomes no better, or up to this number of epochs.
fn run(folder: &Path, epochs: u64) -> Result<Ended> {
    let (train, valid) = data();
    let (mut model, mut adam, mut progress) = (net(), Adam::new(1e-2), Progress::new(7));
    let mut average = WeightAverage::ema(&model, 0.9).warmup();
    let mut early = EarlyStopping::new(3).min_delta(1e-3);
    let mut checkpoints = Checkpoints::new(folder).keep_last(1).keep_best(1);
    checkpoints.resume_parts(
        &mut [("model", &mut model, Some(&mut adam)), ("average", &mut average, None)],
        &mut progress,
    )?;
    early.load_state_dict(&progress.extra)?;
    while progress.epoch < epochs && !early.stopped() {
        for (inputs, labels) in train.batches_at(32, progress.seed, progress.epoch).skip(progress.batch) {
            let tape = || Tape::at_step(progress.seed, progress.step);
            let gradients = accumulated(&model, tape, &inputs, &labels, 12);
            adam.step(&mut model, gradients)?;
            average.update(&model)?;
            progress.end_batch();
        }
        progress.end_epoch();
        let score = average.swapped(&mut model, |model| {
            let mut accuracy = Accuracy::new();
            for (inputs, labels) in valid.batches_in_order(16) {
                accuracy.update(&model.forward(inputs), &labels);
            }
            accuracy.value()
        })?;
        early.update(score); // `stopped` is asked at the head of the loop, where a resumed run begins
        progress.score = Some(score);
        progress.extra.extend(early.state_dict());
        checkpoints.save_parts(&[("model", &model, Some(&adam)), ("average", &average, None)], &progress)?;
    }
    let mut best_model = net();
    checkpoints.load_best(&mut best_model)?;
    Ok(Ended { model, average, epochs: progress.epoch, best: early.best(), best_model })
}

fn assert_equal(a: &StateDict, b: &StateDict) {
    assert!(a.iter().all(|(name, value)| same(value, b.get(name).unwrap())));
}

#[test]
fn stops_by_itself_and_goes_on_wherever_it_was_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let at_once = run(&folder.path().join("at once"), 100).unwrap();
    assert!((4..60).contains(&at_once.epochs), "{} epochs", at_once.epochs);
    assert!(at_once.best.unwrap() > 0.8, "{:?}", at_once.best);
    for first in [1, 2, at_once.epochs - 1] {
        let folder = folder.path().join(first.to_string());
        assert_eq!(run(&folder, first).unwrap().epochs, first);
        let went_on = run(&folder, 100).unwrap();
        assert_eq!((went_on.epochs, went_on.best), (at_once.epochs, at_once.best));
        assert_equal(&went_on.model.state_dict(), &at_once.model.state_dict());
        assert_equal(&went_on.average.weights(), &at_once.average.weights());
        assert_equal(&went_on.best_model.state_dict(), &at_once.best_model.state_dict());
        // What has stopped stays stopped.
        assert_eq!(run(&folder, 100).unwrap().epochs, at_once.epochs);
    }
}

/// A last part that is smaller has the weight of its samples: that is where others scale wrongly.
#[test]
fn accumulated_gradients_are_those_of_the_whole_batch() {
    let mut model = net();
    model.2 = Dropout::new(0.0); // what is dropped depends on the parts
    let (inputs, labels) = data().0.batches_in_order(32).next().unwrap();
    let whole = accumulated(&model, || Tape::new(0), &inputs, &labels, 32).named(&model);
    for size in [1, 5, 12, 31] {
        let parts = accumulated(&model, || Tape::new(0), &inputs, &labels, size).named(&model);
        for ((name, a), (_, b)) in whole.iter().zip(&parts) {
            assert!(difference(a, b) < 1e-6, "{name}, by parts of {size}");
        }
    }
}
