//! Pooling.

use nn_core::prelude::*;

use crate::parity::trial::Trial;

pub(crate) fn max_pool1d(trial: &mut Trial<'_>) -> Result<(), String> {
    let mut config = trial.config();
    let [kernel] = config.get("kernel_size")?;
    let pool = MaxPool1d::new(kernel);
    let pool = config.set(pool, "stride", |pool, stride: Option<[usize; 1]>| match stride {
        Some([stride]) => pool.stride(stride),
        None => pool,
    })?;
    let pool = config.set(pool, "padding", |pool, [padding]: [usize; 1]| pool.padding(padding))?;
    let pool = config.set(pool, "dilation", |pool, [dilation]: [usize; 1]| pool.dilation(dilation))?;
    let pool = config.set(pool, "ceil_mode", MaxPool1d::ceil_mode)?;
    trial.says(3, |input| pool.output_shape(input))?;
    if config.find("return_indices")? != Some(true) {
        return forward!(trial, trial.layer(config, pool)?, [2, 3]);
    }
    let mut layer = trial.layer(config, pool)?;
    let (y, indices) = layer.forward_with_indices(trial.input::<3>(0, "input")?);
    trial.output(y);
    trial.output_indices(indices);
    trial.finish(&mut layer)
}

pub(crate) fn max_pool2d(trial: &mut Trial<'_>) -> Result<(), String> {
    let mut config = trial.config();
    let pool = MaxPool2d::new(1).kernel_size(config.get("kernel_size")?);
    let pool = config.set(pool, "stride", |pool, stride: Option<[usize; 2]>| match stride {
        Some(stride) => pool.stride_hw(stride),
        None => pool,
    })?;
    let pool = config.set(pool, "padding", MaxPool2d::padding_hw)?;
    let pool = config.set(pool, "dilation", MaxPool2d::dilation_hw)?;
    let pool = config.set(pool, "ceil_mode", MaxPool2d::ceil_mode)?;
    trial.says(4, |input| pool.output_shape(input))?;
    if config.find("return_indices")? != Some(true) {
        return forward!(trial, trial.layer(config, pool)?, [3, 4]);
    }
    let mut layer = trial.layer(config, pool)?;
    let (y, indices) = layer.forward_with_indices(trial.input::<4>(0, "input")?);
    trial.output(y);
    trial.output_indices(indices);
    trial.finish(&mut layer)
}

pub(crate) fn avg_pool1d(trial: &mut Trial<'_>) -> Result<(), String> {
    let mut config = trial.config();
    let [kernel] = config.get("kernel_size")?;
    let pool = AvgPool1d::new(kernel);
    let pool = config.set(pool, "stride", |pool, stride: Option<[usize; 1]>| match stride {
        Some([stride]) => pool.stride(stride),
        None => pool,
    })?;
    let pool = config.set(pool, "padding", |pool, [padding]: [usize; 1]| pool.padding(padding))?;
    let pool = config.set(pool, "ceil_mode", AvgPool1d::ceil_mode)?;
    let pool = config.set(pool, "count_include_pad", AvgPool1d::count_include_pad)?;
    trial.says(3, |input| pool.output_shape(input))?;
    forward!(trial, trial.layer(config, pool)?, [2, 3])
}

pub(crate) fn avg_pool2d(trial: &mut Trial<'_>) -> Result<(), String> {
    let mut config = trial.config();
    let pool = AvgPool2d::new(1).kernel_size(config.get("kernel_size")?);
    let pool = config.set(pool, "stride", |pool, stride: Option<[usize; 2]>| match stride {
        Some(stride) => pool.stride_hw(stride),
        None => pool,
    })?;
    let pool = config.set(pool, "padding", AvgPool2d::padding_hw)?;
    let pool = config.set(pool, "ceil_mode", AvgPool2d::ceil_mode)?;
    let pool = config.set(pool, "count_include_pad", AvgPool2d::count_include_pad)?;
    let pool = config.set(pool, "divisor_override", |pool, divisor: Option<usize>| match divisor {
        Some(divisor) => pool.divisor_override(divisor),
        None => pool,
    })?;
    trial.says(4, |input| pool.output_shape(input))?;
    forward!(trial, trial.layer(config, pool)?, [3, 4])
}

macro_rules! adaptive_1d {
    ($($function:ident, $type:ident;)*) => {$(
        pub(crate) fn $function(trial: &mut Trial<'_>) -> Result<(), String> {
            let mut config = trial.config();
            let [size] = config.get("output_size")?;
            trial.says(3, |input| $type::new(size).output_shape(input))?;
            forward!(trial, trial.layer(config, $type::new(size))?, [2, 3])
        }
    )*};
}

adaptive_1d! {
    adaptive_avg_pool1d, AdaptiveAvgPool1d;
    adaptive_max_pool1d, AdaptiveMaxPool1d;
}

macro_rules! adaptive_2d {
    ($($function:ident, $type:ident;)*) => {$(
        pub(crate) fn $function(trial: &mut Trial<'_>) -> Result<(), String> {
            let mut config = trial.config();
            let pool = $type::new(1).output_size(config.get("output_size")?);
            trial.says(4, |input| pool.output_shape(input))?;
            forward!(trial, trial.layer(config, pool)?, [3, 4])
        }
    )*};
}

adaptive_2d! {
    adaptive_avg_pool2d, AdaptiveAvgPool2d;
    adaptive_max_pool2d, AdaptiveMaxPool2d;
}
