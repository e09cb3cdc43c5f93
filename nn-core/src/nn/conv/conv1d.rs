//! `Conv1d`.

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
use crate::ops::{Conv1dOptions, ConvOptions, Operand, Pad, Padding};
use crate::shape::{Message, Shape};
use crate::{Forward, Param, Tensor};

/// A convolution over sequences:
/// [`torch.nn.Conv1d`](https://pytorch.org/docs/stable/generated/torch.nn.Conv1d.html).
///
/// # Shapes
///
/// `[batch, in_channels, length]`, or without the batch, to `[batch, out_channels, length']` with
/// `length' = (length + 2·padding − dilation·(kernel − 1) − 1) / stride + 1`, rounded down.
///
/// # Initial values
///
/// Weight and bias are uniform in `±1/√(in_channels / groups · kernel_size)`, unless the spec was given
/// [others](crate::init::Initial).
///
/// # Panics
///
/// The forward, if the input has other channels or is smaller than the kernel or than its padding needs; making one, if the groups do not divide
/// the channels, if a kernel size, stride or dilation is 0, or if a stride other than 1 meets
/// [`padding_same`](Conv1dSpec::padding_same).
///
/// ```
/// use nn_core::prelude::*;
///
/// let layer = Conv1d::new(300, 100, 3, &mut rng(0));
/// assert_eq!(layer.forward(Tensor::<3>::zeros([2, 300, 56])).shape(), [2, 100, 54]);
/// ```
#[derive(Clone, Debug)]
pub struct Conv1d {
    /// `[out_channels, in_channels / groups, kernel_size]`.
    pub weight: Param<3>,
    /// `[out_channels]`, unless the spec said `bias(false)`.
    pub bias: Option<Param<1>>,
    options: Conv1dOptions,
    padding_mode: Pad,
}

/// The settings of a [`Conv1d`], from which [`init`](Init::init) makes one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Conv1dSpec {
    settings: Settings<1>,
    given: Given,
}

conv!(Conv1d, Conv1dSpec, Conv1dTo, 1, conv1d, #[doc(alias = "LazyConv1d")]);

impl Forward<Tensor<3>> for Conv1d {
    forward!(apply(Tensor<3>) -> Tensor<3>);
}

#[diagnostic::do_not_recommend]
impl Forward<Tensor<2>> for Conv1d {
    forward!(apply_to_sample(Tensor<2>) -> Tensor<2>);
}
