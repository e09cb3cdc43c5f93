//! Recurrent layers and their cells.

use nn_core::prelude::*;

use crate::parity::trial::Trial;

/// Sets what all recurrent layers have in common.
macro_rules! shared {
    ($config:ident, $layer:ident, $spec:ident) => {{
        let spec = $layer::spec($config.get("input_size")?, $config.get("hidden_size")?);
        let spec = $config.set(spec, "num_layers", $spec::num_layers)?;
        let spec = $config.set(spec, "batch_first", $spec::batch_first)?;
        let spec = $config.set(spec, "bias", $spec::bias)?;
        $config.set(spec, "bidirectional", $spec::bidirectional)?
    }};
}

/// Calls a layer with an input of one of these ranks and, if there is one, the state that `$state` reads, and
/// hands over the parts of what comes out.
macro_rules! run {
    ($trial:expr, $layer:expr, $state:ident, [$($rank:literal),*]) => {{
        let mut layer = $layer;
        match $trial.rank(0, "input")?.0 {
            $($rank => {
                let x = $trial.input::<$rank>(0, "input")?;
                let outputs = match $trial.inputs() {
                    1 => layer.forward(x),
                    _ => layer.forward((x, $trial.$state(1, "hx")?)),
                };
                $trial.outputs(outputs);
            })*
            rank => return Err(format!("an input of rank {rank} is not supported")),
        }
        $trial.finish(&mut layer)
    }};
}

pub(crate) fn rnn(trial: &mut Trial<'_>) -> Result<(), String> {
    let mut config = trial.config();
    let spec = shared!(config, Rnn, RnnSpec);
    let spec =
        config.set(spec, "nonlinearity", |spec, name: String| spec.nonlinearity(nonlinearity(&name)))?;
    run!(trial, trial.layer(config, spec)?, input, [2, 3])
}

pub(crate) fn gru(trial: &mut Trial<'_>) -> Result<(), String> {
    let mut config = trial.config();
    let spec = shared!(config, Gru, GruSpec);
    run!(trial, trial.layer(config, spec)?, input, [2, 3])
}

fn nonlinearity(name: &str) -> RnnNonlinearity {
    if name == "relu" { RnnNonlinearity::RELU } else { RnnNonlinearity::TANH }
}

pub(crate) fn lstm(trial: &mut Trial<'_>) -> Result<(), String> {
    let mut config = trial.config();
    let spec = shared!(config, Lstm, LstmSpec);
    let spec = config.set(spec, "proj_size", LstmSpec::proj_size)?;
    run!(trial, trial.layer(config, spec)?, pair, [2, 3])
}

pub(crate) fn rnn_cell(trial: &mut Trial<'_>) -> Result<(), String> {
    let mut config = trial.config();
    let spec = RnnCell::spec(config.get("input_size")?, config.get("hidden_size")?);
    let spec = config.set(spec, "bias", RnnCellSpec::bias)?;
    let spec =
        config.set(spec, "nonlinearity", |spec, name: String| spec.nonlinearity(nonlinearity(&name)))?;
    run!(trial, trial.layer(config, spec)?, input, [1, 2])
}

pub(crate) fn gru_cell(trial: &mut Trial<'_>) -> Result<(), String> {
    let mut config = trial.config();
    let spec = GruCell::spec(config.get("input_size")?, config.get("hidden_size")?);
    let spec = config.set(spec, "bias", GruCellSpec::bias)?;
    run!(trial, trial.layer(config, spec)?, input, [1, 2])
}

pub(crate) fn lstm_cell(trial: &mut Trial<'_>) -> Result<(), String> {
    let mut config = trial.config();
    let spec = LstmCell::spec(config.get("input_size")?, config.get("hidden_size")?);
    let spec = config.set(spec, "bias", LstmCellSpec::bias)?;
    run!(trial, trial.layer(config, spec)?, pair, [1, 2])
}
