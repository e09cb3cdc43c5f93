//! `Embedding`.

use nn_core::prelude::*;

use crate::parity::trial::Trial;

pub(crate) fn embedding(trial: &mut Trial<'_>) -> Result<(), String> {
    let mut config = trial.config();
    let spec = Embedding::spec(config.get("num_embeddings")?, config.get("embedding_dim")?);
    let spec = config.set(spec, "padding_idx", |spec, index: Option<usize>| match index {
        Some(index) => spec.padding_idx(index),
        None => spec,
    })?;
    let mut layer = trial.layer(config, spec)?;
    match trial.rank(0, "input")?.0 {
        1 => {
            let x = trial.indices::<1>(0, "input")?;
            trial.output(layer.forward(x));
        }
        2 => {
            let x = trial.indices::<2>(0, "input")?;
            trial.output(layer.forward(x));
        }
        rank => return Err(format!("an input of rank {rank} is not supported")),
    }
    trial.finish(&mut layer)
}
