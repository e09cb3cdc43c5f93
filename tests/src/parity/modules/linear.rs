//! `Linear` and `Bilinear`.

use nn_core::prelude::*;

use crate::parity::trial::Trial;

pub(crate) fn linear(trial: &mut Trial<'_>) -> Result<(), String> {
    let mut config = trial.config();
    let spec = Linear::spec(config.get("in_features")?, config.get("out_features")?);
    let spec = config.set(spec, "bias", LinearSpec::bias)?;
    trial.says(2, |input| spec.output_shape(input))?;
    forward!(trial, trial.layer(config, spec)?, [1, 2, 3])
}

pub(crate) fn bilinear(trial: &mut Trial<'_>) -> Result<(), String> {
    let mut config = trial.config();
    let (in1, in2) = (config.get("in1_features")?, config.get("in2_features")?);
    let spec = Bilinear::spec(in1, in2, config.get("out_features")?);
    let spec = config.set(spec, "bias", BilinearSpec::bias)?;
    let layer = trial.layer(config, spec)?;
    match trial.rank(0, "input1")?.0 {
        1 => both::<1>(trial, layer),
        2 => both::<2>(trial, layer),
        3 => both::<3>(trial, layer),
        rank => Err(format!("an input of rank {rank} is not supported")),
    }
}

fn both<const N: usize>(trial: &mut Trial<'_>, mut layer: Bilinear) -> Result<(), String> {
    let x = (trial.input::<N>(0, "input1")?, trial.input::<N>(1, "input2")?);
    trial.output(layer.forward(x));
    trial.finish(&mut layer)
}
