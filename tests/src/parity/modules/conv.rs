//! Convolutions, transposed ones among them.

use nn_core::prelude::*;

use crate::parity::case::Argument;
use crate::parity::config::{Config, FromArgument};
use crate::parity::trial::Trial;

pub(crate) fn conv1d(trial: &mut Trial<'_>) -> Result<(), String> {
    let mut config = trial.config();
    let (inputs, outputs) = (config.get("in_channels")?, config.get("out_channels")?);
    let [kernel] = config.get("kernel_size")?;
    let spec = Conv1d::spec(inputs, outputs, kernel);
    let spec = config.set(spec, "stride", |spec, [stride]: [usize; 1]| spec.stride(stride))?;
    let spec = config.set(spec, "padding", |spec, padding| match padding {
        Padding::Same => spec.padding_same(),
        Padding::Zeros([padding]) => spec.padding(padding),
    })?;
    let spec = config.set(spec, "dilation", |spec, [dilation]: [usize; 1]| spec.dilation(dilation))?;
    let spec = config.set(spec, "groups", Conv1dSpec::groups)?;
    let spec = config.set(spec, "bias", Conv1dSpec::bias)?;
    only_zeros(&mut config)?;
    trial.says(3, |input| spec.output_shape(input))?;
    forward!(trial, trial.layer(config, spec)?, [2, 3])
}

pub(crate) fn conv2d(trial: &mut Trial<'_>) -> Result<(), String> {
    let mut config = trial.config();
    let (inputs, outputs) = (config.get("in_channels")?, config.get("out_channels")?);
    let spec = Conv2d::spec(inputs, outputs, 1).kernel_size(config.get("kernel_size")?);
    let spec = config.set(spec, "stride", Conv2dSpec::stride_hw)?;
    let spec = config.set(spec, "padding", |spec, padding| match padding {
        Padding::Same => spec.padding_same(),
        Padding::Zeros(padding) => spec.padding_hw(padding),
    })?;
    let spec = config.set(spec, "dilation", Conv2dSpec::dilation_hw)?;
    let spec = config.set(spec, "groups", Conv2dSpec::groups)?;
    let spec = config.set(spec, "bias", Conv2dSpec::bias)?;
    only_zeros(&mut config)?;
    trial.says(4, |input| spec.output_shape(input))?;
    forward!(trial, trial.layer(config, spec)?, [3, 4])
}

pub(crate) fn conv_transpose1d(trial: &mut Trial<'_>) -> Result<(), String> {
    let mut config = trial.config();
    let (inputs, outputs) = (config.get("in_channels")?, config.get("out_channels")?);
    let [kernel] = config.get("kernel_size")?;
    let spec = ConvTranspose1d::spec(inputs, outputs, kernel);
    let spec = config.set(spec, "stride", |spec, [stride]: [usize; 1]| spec.stride(stride))?;
    let spec = config.set(spec, "padding", |spec, [padding]: [usize; 1]| spec.padding(padding))?;
    let spec = config.set(spec, "output_padding", |spec, [more]: [usize; 1]| spec.output_padding(more))?;
    let spec = config.set(spec, "dilation", |spec, [dilation]: [usize; 1]| spec.dilation(dilation))?;
    let spec = config.set(spec, "groups", ConvTranspose1dSpec::groups)?;
    let spec = config.set(spec, "bias", ConvTranspose1dSpec::bias)?;
    only_zeros(&mut config)?;
    trial.says(3, |input| spec.output_shape(input))?;
    forward!(trial, trial.layer(config, spec)?, [2, 3])
}

pub(crate) fn conv_transpose2d(trial: &mut Trial<'_>) -> Result<(), String> {
    let mut config = trial.config();
    let (inputs, outputs) = (config.get("in_channels")?, config.get("out_channels")?);
    let spec = ConvTranspose2d::spec(inputs, outputs, 1).kernel_size(config.get("kernel_size")?);
    let spec = config.set(spec, "stride", ConvTranspose2dSpec::stride_hw)?;
    let spec = config.set(spec, "padding", ConvTranspose2dSpec::padding_hw)?;
    let spec = config.set(spec, "output_padding", ConvTranspose2dSpec::output_padding_hw)?;
    let spec = config.set(spec, "dilation", ConvTranspose2dSpec::dilation_hw)?;
    let spec = config.set(spec, "groups", ConvTranspose2dSpec::groups)?;
    let spec = config.set(spec, "bias", ConvTranspose2dSpec::bias)?;
    only_zeros(&mut config)?;
    trial.says(4, |input| spec.output_shape(input))?;
    forward!(trial, trial.layer(config, spec)?, [3, 4])
}

enum Padding<const N: usize> {
    Same,
    Zeros([usize; N]),
}

impl<const N: usize> FromArgument for Padding<N> {
    fn from_argument(argument: &Argument) -> Option<Self> {
        match argument {
            Argument::Text(text) if text == "same" => Some(Padding::Same),
            Argument::Text(text) if text == "valid" => Some(Padding::Zeros([0; N])),
            argument => FromArgument::from_argument(argument).map(Padding::Zeros),
        }
    }
}

fn only_zeros(config: &mut Config) -> Result<(), String> {
    match config.find::<String>("padding_mode")?.as_deref() {
        None | Some("zeros") => Ok(()),
        Some(mode) => Err(format!("the padding mode {mode} is not supported")),
    }
}
