//! `Conv3d`.

use rand::Rng;

use super::super::axes;
use super::super::forward::forward;
use super::super::initial::{Given, initial_setters};
use super::super::layer::{check_values, layer};
use super::super::spec::{axis_setters, setters};
use super::super::to_channels::to_channels;
use super::check::check_input;
use super::layer::{conv, conv_setters, initial_values};
use super::settings::Settings;
use crate::init::{Init, InitFor};
use crate::ops::{Conv3dOptions, ConvOptions, Operand, Pad, Padding};
use crate::shape::{Message, Shape};
use crate::{Forward, Param, Tensor};

/// A convolution over volumes:
/// [`torch.nn.Conv3d`](https://pytorch.org/docs/stable/generated/torch.nn.Conv3d.html).
///
/// # Shapes
///
/// `[batch, in_channels, depth, height, width]`, or without the batch, to
/// `[batch, out_channels, depth', height', width']` with
/// `depth' = (depth + 2·padding − dilation·(kernel − 1) − 1) / stride + 1`, rounded down.
///
/// # Initial values
///
/// Weight and bias are uniform in `±1/√(in_channels / groups · kernel_depth · kernel_height · kernel_width)`, unless the
/// spec was given [others](crate::init::Initial).
///
/// # Panics
///
/// The forward, if the input has other channels or is smaller than the kernel or than its padding needs; making one, if the groups do not divide
/// the channels, if a kernel size, stride or dilation is 0, or if a stride other than 1 meets
/// [`padding_same`](Conv3dSpec::padding_same).
///
/// ```
/// use nn_core::prelude::*;
///
/// let layer = Conv3d::spec(1, 8, 3).stride_dhw([1, 2, 2]).init(&mut rng(0));
/// assert_eq!(layer.forward(Tensor::<5>::zeros([2, 1, 6, 16, 16])).shape(), [2, 8, 4, 7, 7]);
/// ```
#[derive(Clone, Debug)]
pub struct Conv3d {
    /// `[out_channels, in_channels / groups, kernel_depth, kernel_height, kernel_width]`.
    pub weight: Param<5>,
    /// `[out_channels]`, unless the spec said `bias(false)`.
    pub bias: Option<Param<1>>,
    options: Conv3dOptions,
    padding_mode: Pad,
}

/// The settings of a [`Conv3d`], from which [`init`](Init::init) makes one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Conv3dSpec {
    settings: Settings<3>,
    given: Given,
}

conv!(Conv3d, Conv3dSpec, Conv3dTo, 3, conv3d, #[doc(alias = "LazyConv3d")]);

setters!(Conv3dSpec {
    /// Sets the depth, the height and the width of the kernel.
    kernel_size: [usize; 3] => settings.kernel_size,
});

setters!(Conv3dTo {
    /// Sets the depth, the height and the width of the kernel.
    kernel_size: [usize; 3] => settings.kernel_size,
});

impl Forward<Tensor<5>> for Conv3d {
    forward!(apply(Tensor<5>) -> Tensor<5>);
}

#[diagnostic::do_not_recommend]
impl Forward<Tensor<4>> for Conv3d {
    forward!(apply_to_sample(Tensor<4>) -> Tensor<4>);
}
