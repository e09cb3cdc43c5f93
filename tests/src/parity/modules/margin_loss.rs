//! Losses that ask for a margin.

use nn_core::prelude::*;

use super::loss::{compare_elements, compare_three, reduction};
use crate::parity::trial::Trial;

pub(crate) fn soft_margin(trial: &mut Trial<'_>) -> Result<(), String> {
    compare_elements!(trial, trial.config(), SoftMarginLoss::new())
}

pub(crate) fn hinge_embedding(trial: &mut Trial<'_>) -> Result<(), String> {
    let mut config = trial.config();
    let loss = config.set(HingeEmbeddingLoss::new(), "margin", HingeEmbeddingLoss::margin)?;
    compare_elements!(trial, config, loss)
}

pub(crate) fn margin_ranking(trial: &mut Trial<'_>) -> Result<(), String> {
    let mut config = trial.config();
    let loss = config.set(MarginRankingLoss::new(), "margin", MarginRankingLoss::margin)?;
    compare_three!(trial, config, loss, "input2", "target")
}

pub(crate) fn cosine_embedding(trial: &mut Trial<'_>) -> Result<(), String> {
    let mut config = trial.config();
    let loss = config.set(CosineEmbeddingLoss::new(), "margin", CosineEmbeddingLoss::margin)?;
    let reduction = reduction(&mut config)?;
    config.finish()?;
    let (a, b) = (trial.input::<2>(0, "input1")?, trial.input::<2>(1, "input2")?);
    let target = trial.input::<1>(2, "target")?;
    match reduction {
        Some(reduction) => trial.output(loss.reduction(reduction).loss(a, b, target)),
        None => trial.output(loss.unreduced(a, b, target)),
    }
    trial.finish_without_state()
}

/// Calls a loss with scores of one rank and what `$read` makes of the other argument, and ends the trial.
macro_rules! compare_samples {
    ($trial:expr, $config:expr, $loss:expr, [$($rank:literal $labels:literal),*], $read:ident) => {{
        let (mut config, loss) = ($config, $loss);
        let reduction = reduction(&mut config)?;
        config.finish()?;
        match $trial.rank(0, "input")?.0 {
            $($rank => {
                let x = $trial.input::<$rank>(0, "input")?;
                let t = $trial.$read::<$labels>(1, "target")?;
                match reduction {
                    Some(reduction) => $trial.output(loss.reduction(reduction).loss(x, &t)),
                    None => $trial.output(loss.unreduced(x, &t)),
                }
            })*
            rank => return Err(format!("an input of rank {rank} is not supported")),
        }
        $trial.finish_without_state()
    }};
}

pub(crate) fn multi_margin(trial: &mut Trial<'_>) -> Result<(), String> {
    let mut config = trial.config();
    let loss = match config.find::<Option<Tensor<1>>>("weight")?.flatten() {
        Some(weight) => MultiMarginLoss::new().weight(weight),
        None => MultiMarginLoss::new(),
    };
    let loss = config.set(loss, "p", MultiMarginLoss::p)?;
    let loss = config.set(loss, "margin", MultiMarginLoss::margin)?;
    compare_samples!(trial, config, loss, [1 0, 2 1], indices)
}

pub(crate) fn multi_label_soft_margin(trial: &mut Trial<'_>) -> Result<(), String> {
    let mut config = trial.config();
    let loss = match config.find::<Option<Tensor<1>>>("weight")?.flatten() {
        Some(weight) => MultiLabelSoftMarginLoss::new().weight(weight),
        None => MultiLabelSoftMarginLoss::new(),
    };
    compare_samples!(trial, config, loss, [1 1, 2 2], input)
}

pub(crate) fn multi_label_margin(trial: &mut Trial<'_>) -> Result<(), String> {
    compare_samples!(trial, trial.config(), MultiLabelMarginLoss::new(), [1 1, 2 2], whole_numbers)
}
