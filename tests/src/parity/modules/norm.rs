//! Layers that normalise.

use nn_core::prelude::*;

use crate::parity::config::Config;
use crate::parity::trial::Trial;

pub(crate) fn batch_norm1d(trial: &mut Trial<'_>) -> Result<(), String> {
    let mut config = trial.config();
    let spec = BatchNorm1d::spec(config.get("num_features")?);
    let spec = config.set(spec, "eps", BatchNorm1dSpec::eps)?;
    let spec = config.set(spec, "momentum", BatchNorm1dSpec::momentum)?;
    let spec = config.set(spec, "affine", BatchNorm1dSpec::affine)?;
    let spec = config.set(spec, "track_running_stats", BatchNorm1dSpec::track_running_stats)?;
    trial.says(2, |input| spec.output_shape(input))?;
    forward!(trial, trial.layer(config, spec)?, [2, 3])
}

pub(crate) fn batch_norm2d(trial: &mut Trial<'_>) -> Result<(), String> {
    let mut config = trial.config();
    let spec = BatchNorm2d::spec(config.get("num_features")?);
    let spec = config.set(spec, "eps", BatchNorm2dSpec::eps)?;
    let spec = config.set(spec, "momentum", BatchNorm2dSpec::momentum)?;
    let spec = config.set(spec, "affine", BatchNorm2dSpec::affine)?;
    let spec = config.set(spec, "track_running_stats", BatchNorm2dSpec::track_running_stats)?;
    trial.says(4, |input| spec.output_shape(input))?;
    forward!(trial, trial.layer(config, spec)?, [4])
}

pub(crate) fn batch_norm3d(trial: &mut Trial<'_>) -> Result<(), String> {
    let mut config = trial.config();
    let spec = BatchNorm3d::spec(config.get("num_features")?);
    let spec = config.set(spec, "eps", BatchNorm3dSpec::eps)?;
    let spec = config.set(spec, "momentum", BatchNorm3dSpec::momentum)?;
    let spec = config.set(spec, "affine", BatchNorm3dSpec::affine)?;
    let spec = config.set(spec, "track_running_stats", BatchNorm3dSpec::track_running_stats)?;
    trial.says(5, |input| spec.output_shape(input))?;
    forward!(trial, trial.layer(config, spec)?, [5])
}

pub(crate) fn layer_norm(trial: &mut Trial<'_>) -> Result<(), String> {
    let mut config = trial.config();
    let shape: Vec<usize> = match config.find::<[usize; 1]>("normalized_shape") {
        Ok(Some(shape)) => shape.to_vec(),
        _ => trial.config().get("normalized_shape")?,
    };
    match *shape {
        [a] => layer_norm_over(trial, config, [a]),
        [a, b] => layer_norm_over(trial, config, [a, b]),
        [a, b, c] => layer_norm_over(trial, config, [a, b, c]),
        _ => Err(format!("the normalised shape {shape:?} is not supported")),
    }
}

fn layer_norm_over<const M: usize>(
    trial: &mut Trial<'_>,
    mut config: Config,
    shape: [usize; M],
) -> Result<(), String> {
    let spec = config.set(LayerNorm::spec(shape), "eps", LayerNormSpec::eps)?;
    let spec = config.set(spec, "elementwise_affine", LayerNormSpec::elementwise_affine)?;
    let spec = config.set(spec, "bias", LayerNormSpec::bias)?;
    trial.says(M + 1, |input| spec.output_shape(input))?;
    forward!(trial, trial.layer(config, spec)?, [1, 2, 3, 4, 5])
}

pub(crate) fn group_norm(trial: &mut Trial<'_>) -> Result<(), String> {
    let mut config = trial.config();
    let spec = GroupNorm::spec(config.get("num_groups")?, config.get("num_channels")?);
    let spec = config.set(spec, "eps", GroupNormSpec::eps)?;
    let spec = config.set(spec, "affine", GroupNormSpec::affine)?;
    trial.says(2, |input| spec.output_shape(input))?;
    forward!(trial, trial.layer(config, spec)?, [2, 3, 4, 5])
}

pub(crate) fn rms_norm(trial: &mut Trial<'_>) -> Result<(), String> {
    let mut config = trial.config();
    let shape: Vec<usize> = config.get("normalized_shape")?;
    match *shape {
        [a] => rms_norm_over(trial, config, [a]),
        [a, b] => rms_norm_over(trial, config, [a, b]),
        [a, b, c] => rms_norm_over(trial, config, [a, b, c]),
        _ => Err(format!("the normalised shape {shape:?} is not supported")),
    }
}

fn rms_norm_over<const M: usize>(
    trial: &mut Trial<'_>,
    mut config: Config,
    shape: [usize; M],
) -> Result<(), String> {
    let spec = config.set(RmsNorm::spec(shape), "eps", RmsNormSpec::eps)?;
    let spec = config.set(spec, "elementwise_affine", RmsNormSpec::elementwise_affine)?;
    trial.says(M + 1, |input| spec.output_shape(input))?;
    forward!(trial, trial.layer(config, spec)?, [1, 2, 3, 4, 5])
}

pub(crate) fn local_response_norm(trial: &mut Trial<'_>) -> Result<(), String> {
    let mut config = trial.config();
    let spec = LocalResponseNorm::spec(config.get("size")?);
    let spec = config.set(spec, "alpha", LocalResponseNorm::alpha)?;
    let spec = config.set(spec, "beta", LocalResponseNorm::beta)?;
    let spec = config.set(spec, "k", LocalResponseNorm::k)?;
    trial.says(3, |input| spec.output_shape(input))?;
    forward!(trial, trial.layer(config, spec)?, [3, 4, 5])
}

macro_rules! instance_norms {
    ($($function:ident $layer:ident $spec:ident, $axes:literal [$($rank:literal),*];)*) => {$(
        pub(crate) fn $function(trial: &mut Trial<'_>) -> Result<(), String> {
            let mut config = trial.config();
            let spec = $layer::spec(config.get("num_features")?);
            let spec = config.set(spec, "eps", $spec::eps)?;
            let spec = config.set(spec, "momentum", $spec::momentum)?;
            let spec = config.set(spec, "affine", $spec::affine)?;
            let spec = config.set(spec, "track_running_stats", $spec::track_running_stats)?;
            trial.says($axes + 2, |input| spec.output_shape(input))?;
            forward!(trial, trial.layer(config, spec)?, [$($rank),*])
        }
    )*};
}

instance_norms! {
    instance_norm1d InstanceNorm1d InstanceNorm1dSpec, 1 [2, 3];
    instance_norm2d InstanceNorm2d InstanceNorm2dSpec, 2 [3, 4];
    instance_norm3d InstanceNorm3d InstanceNorm3dSpec, 3 [4, 5];
}
