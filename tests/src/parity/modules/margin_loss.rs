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
    trial.finish_loss()
}
