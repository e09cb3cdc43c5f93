//! `Conv2d`.

use rand::Rng;

use super::super::axes;
use super::super::forward::forward;
use super::super::layer::{check_values, layer};
use super::super::spec::{axis_setters, setters};
use super::super::to_channels::to_channels;
use super::check::check_input;
use super::layer::{conv, conv_setters, initial_values};
use super::settings::Settings;
use crate::init::{Init, InitFor};
use crate::ops::{Conv2dOptions, ConvOptions};
use crate::shape::{Message, Shape};
use crate::{Forward, Param, Tensor};

/// A convolution over images:
/// [`torch.nn.Conv2d`](https://pytorch.org/docs/stable/generated/torch.nn.Conv2d.html) with zero padding.
///
/// # Shapes
///
/// `[batch, in_channels, height, width]`, or without the batch, to `[batch, out_channels, height', width']` with
/// `height' = (height + 2·padding − dilation·(kernel − 1) − 1) / stride + 1`, rounded down.
///
/// # Initial values
///
/// Weight and bias are uniform in `±1/√(in_channels / groups · kernel_height · kernel_width)`.
///
/// # Panics
///
/// The forward, if the input has other channels or is smaller than the kernel; making one, if the groups do not divide
/// the channels, if a kernel size, stride or dilation is 0, or if a stride other than 1 meets
/// [`padding_same`](Conv2dSpec::padding_same).
///
/// ```
/// use nn_core::prelude::*;
///
/// let layer = Conv2d::spec(3, 32, 7).stride(2).init(&mut rng(0));
/// assert_eq!(layer.forward(Tensor::<4>::zeros([1, 3, 32, 32])).shape(), [1, 32, 13, 13]);
/// ```
#[derive(Clone, Debug)]
pub struct Conv2d {
    /// `[out_channels, in_channels / groups, kernel_height, kernel_width]`.
    pub weight: Param<4>,
    /// `[out_channels]`, unless the spec said `bias(false)`.
    pub bias: Option<Param<1>>,
    options: Conv2dOptions,
}

/// The settings of a [`Conv2d`], from which [`init`](Init::init) makes one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Conv2dSpec {
    settings: Settings<2>,
}

conv!(Conv2d, Conv2dSpec, Conv2dTo, 2, conv2d, #[doc(alias = "LazyConv2d")]);

setters!(Conv2dSpec {
    /// Sets the height and the width of the kernel.
    kernel_size: [usize; 2] => settings.kernel_size,
});

setters!(Conv2dTo {
    /// Sets the height and the width of the kernel.
    kernel_size: [usize; 2] => settings.kernel_size,
});

impl Forward<Tensor<4>> for Conv2d {
    forward!(apply(Tensor<4>) -> Tensor<4>);
}

#[diagnostic::do_not_recommend]
impl Forward<Tensor<3>> for Conv2d {
    forward!(apply_to_sample(Tensor<3>) -> Tensor<3>);
}
