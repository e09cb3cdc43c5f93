//! Losses that compare scores with classes.

use nn_core::prelude::*;

use super::loss::reduction;
use crate::parity::config::Config;
use crate::parity::trial::Trial;

/// PyTorch ignores the label −100 unless told otherwise; [`Trial::indices`] turns negative ones into this.
const NEGATIVE: usize = usize::MAX;

fn ignored(config: &mut Config) -> Result<usize, String> {
    let index: Option<isize> = config.find("ignore_index")?;
    Ok(index.and_then(|index| usize::try_from(index).ok()).unwrap_or(NEGATIVE))
}

fn weight(config: &mut Config) -> Result<Option<Tensor<1>>, String> {
    config.find("weight").map(Option::flatten)
}

/// Calls a loss with scores and labels of one rank less, and ends the trial.
macro_rules! compare_labels {
    ($trial:expr, $loss:expr, $reduction:expr, [$($rank:literal $labels:literal),*]) => {
        match $trial.rank(0, "input")?.0 {
            $($rank => {
                let (x, labels) = ($trial.input::<$rank>(0, "input")?, $trial.indices::<$labels>(1, "target")?);
                match $reduction {
                    Some(reduction) => $trial.output($loss.reduction(reduction).loss(x, &labels)),
                    None => $trial.output($loss.unreduced(x, &labels)),
                }
            })*
            rank => return Err(format!("an input of rank {rank} is not supported")),
        }
    };
}

macro_rules! compare_probabilities {
    ($trial:expr, $loss:expr, $reduction:expr, [$($rank:literal),*]) => {
        match $trial.rank(0, "input")?.0 {
            $($rank => {
                let (x, t) = ($trial.input::<$rank>(0, "input")?, $trial.input::<$rank>(1, "target")?);
                match $reduction {
                    Some(reduction) => $trial.output($loss.reduction(reduction).loss(x, &t)),
                    None => $trial.output($loss.unreduced(x, &t)),
                }
            })*
            rank => return Err(format!("an input of rank {rank} is not supported")),
        }
    };
}

pub(crate) fn nll(trial: &mut Trial<'_>) -> Result<(), String> {
    let mut config = trial.config();
    let loss = match weight(&mut config)? {
        Some(weight) => NllLoss::new().weight(weight),
        None => NllLoss::new(),
    };
    let loss = loss.ignore_index(ignored(&mut config)?);
    let reduction = reduction(&mut config)?;
    config.finish()?;
    compare_labels!(trial, loss, reduction, [1 0, 2 1, 3 2, 4 3, 5 4, 6 5]);
    trial.finish_without_state()
}

pub(crate) fn cross_entropy(trial: &mut Trial<'_>) -> Result<(), String> {
    let mut config = trial.config();
    let loss = match weight(&mut config)? {
        Some(weight) => CrossEntropyLoss::new().weight(weight),
        None => CrossEntropyLoss::new(),
    };
    let loss = config.set(loss, "label_smoothing", CrossEntropyLoss::label_smoothing)?;
    let (ignored, reduction) = (ignored(&mut config)?, reduction(&mut config)?);
    config.finish()?;
    let (_, of_probabilities) = trial.rank(1, "target")?;
    if of_probabilities {
        compare_probabilities!(trial, loss, reduction, [1, 2, 3, 4, 5, 6]);
    } else {
        let loss = loss.ignore_index(ignored);
        compare_labels!(trial, loss, reduction, [1 0, 2 1, 3 2, 4 3, 5 4, 6 5]);
    }
    trial.finish_without_state()
}

pub(crate) fn ctc(trial: &mut Trial<'_>) -> Result<(), String> {
    let mut config = trial.config();
    let loss = config.set(CtcLoss::new(), "blank", CtcLoss::blank)?;
    let loss = config.set(loss, "zero_infinity", CtcLoss::zero_infinity)?;
    let reduction = reduction(&mut config)?;
    config.finish()?;
    let log_probs = trial.input::<3>(0, "log_probs")?;
    let lengths = [trial.numbers(2, "input_lengths")?, trial.numbers(3, "target_lengths")?];
    let targets = match trial.rank(1, "targets")?.0 {
        2 => trial.indices::<2>(1, "targets")?,
        _ => padded(&trial.indices::<1>(1, "targets")?, &lengths[1]),
    };
    match reduction {
        Some(reduction) => {
            trial.output(loss.reduction(reduction).loss(log_probs, &targets, &lengths[0], &lengths[1]));
        }
        None => trial.output(loss.unreduced(log_probs, &targets, &lengths[0], &lengths[1])),
    }
    trial.finish_without_state()
}

/// Labels of these lengths that stand one after another, as rows of the longest.
fn padded(labels: &Tensor<1, usize>, lengths: &[usize]) -> Tensor<2, usize> {
    let longest = lengths.iter().copied().max().unwrap_or(0);
    let (mut rest, mut rows) = (labels.as_slice(), Vec::new());
    for &length in lengths {
        let (row, others) = rest.split_at(length);
        rows.extend(row.iter().copied().chain(std::iter::repeat_n(1, longest - length)));
        rest = others;
    }
    Tensor::new([lengths.len(), longest], rows)
}
