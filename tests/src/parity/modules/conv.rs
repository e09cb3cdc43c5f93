//! Convolutions, transposed ones among them. A lazy one is here a spec that takes as many channels as come in.

use nn_core::prelude::*;

use crate::parity::case::Argument;
use crate::parity::config::{Config, FromArgument};
use crate::parity::trial::Trial;

/// Convolutions over so many axes; `$make` makes the spec of the kernel's size, which `$pattern` takes from an array as it
/// takes the other settings of each axis.
macro_rules! conv {
    ($($function:ident, $axes:literal [$($rank:literal),*], |$config:ident, $pattern:pat_param => $size:ident| $make:expr,
        $stride:ident $padding:ident $dilation:ident;)*) => {$(
        pub(crate) fn $function(trial: &mut Trial<'_>) -> Result<(), String> {
            let mut $config = trial.config();
            let $pattern: [usize; $axes] = $config.get("kernel_size")?;
            let spec = $make;
            let spec = $config.set(spec, "stride", |spec, $pattern: [usize; $axes]| spec.$stride($size))?;
            let spec = $config.set(spec, "padding", |spec, padding| match padding {
                Padding::Same => spec.padding_same(),
                Padding::Zeros::<$axes>($pattern) => spec.$padding($size),
            })?;
            let spec = $config.set(spec, "dilation", |spec, $pattern: [usize; $axes]| spec.$dilation($size))?;
            let spec = $config.set(spec, "groups", |spec, groups| spec.groups(groups))?;
            let spec = $config.set(spec, "bias", |spec, bias| spec.bias(bias))?;
            only_zeros(&mut $config)?;
            trial.says($axes + 2, |input| spec.output_shape(input))?;
            forward!(trial, trial.layer($config, spec)?, [$($rank),*])
        }
    )*};
}

conv! {
    conv1d, 1 [2, 3], |config, [size] => size| {
        Conv1d::spec(config.get("in_channels")?, config.get("out_channels")?, size)
    }, stride padding dilation;
    conv2d, 2 [3, 4], |config, sizes => sizes| {
        Conv2d::spec(config.get("in_channels")?, config.get("out_channels")?, 1).kernel_size(sizes)
    }, stride_hw padding_hw dilation_hw;
    conv3d, 3 [4, 5], |config, sizes => sizes| {
        Conv3d::spec(config.get("in_channels")?, config.get("out_channels")?, 1).kernel_size(sizes)
    }, stride_dhw padding_dhw dilation_dhw;
    lazy_conv1d, 1 [2, 3], |config, [size] => size| Conv1d::to(config.get("out_channels")?, size),
        stride padding dilation;
    lazy_conv2d, 2 [3, 4], |config, sizes => sizes| Conv2d::to(config.get("out_channels")?, 1).kernel_size(sizes),
        stride_hw padding_hw dilation_hw;
    lazy_conv3d, 3 [4, 5], |config, sizes => sizes| Conv3d::to(config.get("out_channels")?, 1).kernel_size(sizes),
        stride_dhw padding_dhw dilation_dhw;
}

/// Transposed convolutions over so many axes, as [`conv!`].
macro_rules! conv_transpose {
    ($($function:ident, $axes:literal [$($rank:literal),*], |$config:ident, $pattern:pat_param => $size:ident| $make:expr,
        $stride:ident $padding:ident $more:ident $dilation:ident;)*) => {$(
        pub(crate) fn $function(trial: &mut Trial<'_>) -> Result<(), String> {
            let mut $config = trial.config();
            let $pattern: [usize; $axes] = $config.get("kernel_size")?;
            let spec = $make;
            let spec = $config.set(spec, "stride", |spec, $pattern: [usize; $axes]| spec.$stride($size))?;
            let spec = $config.set(spec, "padding", |spec, $pattern: [usize; $axes]| spec.$padding($size))?;
            let spec = $config.set(spec, "output_padding", |spec, $pattern: [usize; $axes]| spec.$more($size))?;
            let spec = $config.set(spec, "dilation", |spec, $pattern: [usize; $axes]| spec.$dilation($size))?;
            let spec = $config.set(spec, "groups", |spec, groups| spec.groups(groups))?;
            let spec = $config.set(spec, "bias", |spec, bias| spec.bias(bias))?;
            only_zeros(&mut $config)?;
            trial.says($axes + 2, |input| spec.output_shape(input))?;
            forward!(trial, trial.layer($config, spec)?, [$($rank),*])
        }
    )*};
}

conv_transpose! {
    conv_transpose1d, 1 [2, 3], |config, [size] => size| {
        ConvTranspose1d::spec(config.get("in_channels")?, config.get("out_channels")?, size)
    }, stride padding output_padding dilation;
    conv_transpose2d, 2 [3, 4], |config, sizes => sizes| {
        ConvTranspose2d::spec(config.get("in_channels")?, config.get("out_channels")?, 1).kernel_size(sizes)
    }, stride_hw padding_hw output_padding_hw dilation_hw;
    conv_transpose3d, 3 [4, 5], |config, sizes => sizes| {
        ConvTranspose3d::spec(config.get("in_channels")?, config.get("out_channels")?, 1).kernel_size(sizes)
    }, stride_dhw padding_dhw output_padding_dhw dilation_dhw;
    lazy_conv_transpose1d, 1 [2, 3], |config, [size] => size| ConvTranspose1d::to(config.get("out_channels")?, size),
        stride padding output_padding dilation;
    lazy_conv_transpose2d, 2 [3, 4], |config, sizes => sizes| {
        ConvTranspose2d::to(config.get("out_channels")?, 1).kernel_size(sizes)
    }, stride_hw padding_hw output_padding_hw dilation_hw;
    lazy_conv_transpose3d, 3 [4, 5], |config, sizes => sizes| {
        ConvTranspose3d::to(config.get("out_channels")?, 1).kernel_size(sizes)
    }, stride_dhw padding_dhw output_padding_dhw dilation_dhw;
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
