//! Pooling.

use nn_core::prelude::*;

use crate::parity::trial::Trial;

/// Sets the stride of a pool, which is that of the window if there is none.
macro_rules! stride {
    ($config:ident, $pool:ident, $axes:literal, $pattern:pat_param => $size:ident, $stride:ident) => {
        $config.set($pool, "stride", |pool, stride: Option<[usize; $axes]>| match stride {
            Some($pattern) => pool.$stride($size),
            None => pool,
        })?
    };
}

/// The layer's forward on an input of these ranks, of which the last has a batch, with or without the indices.
macro_rules! with_or_without_indices {
    ($trial:ident, $config:ident, $pool:ident, [$($rank:literal),*], $last:literal) => {{
        if $config.find("return_indices")? != Some(true) {
            return forward!($trial, $trial.layer($config, $pool)?, [$($rank),*]);
        }
        let mut layer = $trial.layer($config, $pool)?;
        let (y, indices) = layer.forward_with_indices($trial.input::<$last>(0, "input")?);
        $trial.output(y);
        $trial.output_indices(indices);
        $trial.finish(&mut layer)
    }};
}

macro_rules! max_pool {
    ($($function:ident, $axes:literal [$sample:literal, $batch:literal], $pattern:pat_param => $size:ident, $make:expr,
        $stride:ident $padding:ident $dilation:ident;)*) => {$(
        pub(crate) fn $function(trial: &mut Trial<'_>) -> Result<(), String> {
            let mut config = trial.config();
            let $pattern: [usize; $axes] = config.get("kernel_size")?;
            let pool = $make;
            let pool = stride!(config, pool, $axes, $pattern => $size, $stride);
            let pool = config.set(pool, "padding", |pool, $pattern: [usize; $axes]| pool.$padding($size))?;
            let pool = config.set(pool, "dilation", |pool, $pattern: [usize; $axes]| pool.$dilation($size))?;
            let pool = config.set(pool, "ceil_mode", |pool, ceil_mode| pool.ceil_mode(ceil_mode))?;
            trial.says($batch, |input| pool.output_shape(input))?;
            with_or_without_indices!(trial, config, pool, [$sample, $batch], $batch)
        }
    )*};
}

max_pool! {
    max_pool1d, 1 [2, 3], [size] => size, MaxPool1d::new(size), stride padding dilation;
    max_pool2d, 2 [3, 4], sizes => sizes, MaxPool2d::new(1).kernel_size(sizes), stride_hw padding_hw dilation_hw;
    max_pool3d, 3 [4, 5], sizes => sizes, MaxPool3d::new(1).kernel_size(sizes), stride_dhw padding_dhw dilation_dhw;
}

macro_rules! avg_pool {
    ($($function:ident, $axes:literal [$sample:literal, $batch:literal], $pattern:pat_param => $size:ident, $make:expr,
        $stride:ident $padding:ident $($divisor_override:ident)?;)*) => {$(
        pub(crate) fn $function(trial: &mut Trial<'_>) -> Result<(), String> {
            let mut config = trial.config();
            let $pattern: [usize; $axes] = config.get("kernel_size")?;
            let pool = $make;
            let pool = stride!(config, pool, $axes, $pattern => $size, $stride);
            let pool = config.set(pool, "padding", |pool, $pattern: [usize; $axes]| pool.$padding($size))?;
            let pool = config.set(pool, "ceil_mode", |pool, ceil_mode| pool.ceil_mode(ceil_mode))?;
            let pool = config.set(pool, "count_include_pad", |pool, count| pool.count_include_pad(count))?;
            $(
                let pool = config.set(pool, "divisor_override", |pool, divisor: Option<usize>| match divisor {
                    Some(divisor) => pool.$divisor_override(divisor),
                    None => pool,
                })?;
            )?
            trial.says($batch, |input| pool.output_shape(input))?;
            forward!(trial, trial.layer(config, pool)?, [$sample, $batch])
        }
    )*};
}

avg_pool! {
    avg_pool1d, 1 [2, 3], [size] => size, AvgPool1d::new(size), stride padding;
    avg_pool2d, 2 [3, 4], sizes => sizes, AvgPool2d::new(1).kernel_size(sizes), stride_hw padding_hw divisor_override;
    avg_pool3d, 3 [4, 5], sizes => sizes, AvgPool3d::new(1).kernel_size(sizes), stride_dhw padding_dhw divisor_override;
}

macro_rules! lp_pool {
    ($($function:ident, $axes:literal [$sample:literal, $batch:literal], |$p:ident, $pattern:pat_param => $size:ident|
        $make:expr, $stride:ident;)*) => {$(
        pub(crate) fn $function(trial: &mut Trial<'_>) -> Result<(), String> {
            let mut config = trial.config();
            let $p = config.get("norm_type")?;
            let $pattern: [usize; $axes] = config.get("kernel_size")?;
            let pool = $make;
            let pool = stride!(config, pool, $axes, $pattern => $size, $stride);
            let pool = config.set(pool, "ceil_mode", |pool, ceil_mode| pool.ceil_mode(ceil_mode))?;
            trial.says($batch, |input| pool.output_shape(input))?;
            forward!(trial, trial.layer(config, pool)?, [$sample, $batch])
        }
    )*};
}

lp_pool! {
    lp_pool1d, 1 [2, 3], |p, [size] => size| LpPool1d::new(p, size), stride;
    lp_pool2d, 2 [3, 4], |p, sizes => sizes| LpPool2d::new(p, 1).kernel_size(sizes), stride_hw;
    lp_pool3d, 3 [4, 5], |p, sizes => sizes| LpPool3d::new(p, 1).kernel_size(sizes), stride_dhw;
}

macro_rules! adaptive {
    ($($function:ident, $axes:literal [$sample:literal, $batch:literal], $pattern:pat_param => $make:expr;)*) => {$(
        pub(crate) fn $function(trial: &mut Trial<'_>) -> Result<(), String> {
            let mut config = trial.config();
            let $pattern = config.get("output_size")?;
            let pool = $make;
            trial.says($batch, |input| pool.output_shape(input))?;
            forward!(trial, trial.layer(config, pool)?, [$sample, $batch])
        }
    )*};
}

adaptive! {
    adaptive_avg_pool1d, 1 [2, 3], [size] => AdaptiveAvgPool1d::new(size);
    adaptive_avg_pool2d, 2 [3, 4], sizes => AdaptiveAvgPool2d::new(1).output_size(sizes);
    adaptive_avg_pool3d, 3 [4, 5], sizes => AdaptiveAvgPool3d::new(1).output_size(sizes);
    adaptive_max_pool1d, 1 [2, 3], [size] => AdaptiveMaxPool1d::new(size);
    adaptive_max_pool2d, 2 [3, 4], sizes => AdaptiveMaxPool2d::new(1).output_size(sizes);
    adaptive_max_pool3d, 3 [4, 5], sizes => AdaptiveMaxPool3d::new(1).output_size(sizes);
}

/// PyTorch's layer has the random samples among its settings and its state, ours takes them when it runs.
macro_rules! fractional {
    ($($function:ident $type:ident, $axes:literal [$sample:literal, $batch:literal];)*) => {$(
        pub(crate) fn $function(trial: &mut Trial<'_>) -> Result<(), String> {
            let mut config = trial.config();
            let pool = $type::new(1, 1).kernel_size(config.get("kernel_size")?);
            let pool = config.set(pool, "output_size", |pool, sizes: [usize; $axes]| pool.output_size(sizes))?;
            let pool = config.set(pool, "output_ratio", |pool, ratio: [f64; $axes]| pool.output_ratio(ratio))?;
            let samples = trial.state("_random_samples")?;
            config.get::<AnyTensor>("_random_samples")?;
            let with_indices = config.find("return_indices")? == Some(true);
            config.finish()?;
            trial.says($batch, |input| pool.output_shape(input))?;
            match trial.rank(0, "input")?.0 {
                $sample => {
                    let x = trial.input::<$sample>(0, "input")?;
                    outputs(trial, pool.forward_with_samples(x, &samples), with_indices);
                }
                _ => {
                    let x = trial.input::<$batch>(0, "input")?;
                    outputs(trial, pool.forward_with_samples(x, &samples), with_indices);
                }
            }
            trial.finish_without_state()
        }
    )*};
}

fractional! {
    fractional_max_pool2d FractionalMaxPool2d, 2 [3, 4];
    fractional_max_pool3d FractionalMaxPool3d, 3 [4, 5];
}

fn outputs<const N: usize>(
    trial: &mut Trial<'_>,
    (y, indices): (Tensor<N>, Tensor<N, usize>),
    with_indices: bool,
) {
    trial.output(y);
    if with_indices {
        trial.output_indices(indices);
    }
}
