//! `Conv1d`.

use rand::Rng;

use super::super::layer::{check_value, layer};
use super::fit::{check_input, output_shape};
use super::settings::{DEFAULT, first_values, settings};
use crate::init::Init;
use crate::ops::{Conv2dOptions, Padding};
use crate::shape::{Message, Shape};
use crate::{Forward, Param, Tensor};

/// A convolution over sequences:
/// [`torch.nn.Conv1d`](https://pytorch.org/docs/stable/generated/torch.nn.Conv1d.html) with zero padding.
///
/// # Shapes
///
/// `[batch, in_channels, length]`, or without the batch, to `[batch, out_channels, length']` with
/// `length' = (length + 2·padding − dilation·(kernel − 1) − 1) / stride + 1`, rounded down.
///
/// # First values
///
/// Weight and bias are uniform in `±1/√(in_channels / groups · kernel_size)`.
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
    options: Conv2dOptions,
}

layer!(
    Conv1d { weight, bias } | layer | "{}, {}, {}",
    layer.in_channels(),
    layer.weight.shape()[0],
    layer.settings()
);

impl Conv1d {
    /// A layer with a stride of 1, no padding and a bias.
    #[track_caller]
    pub fn new(in_channels: usize, out_channels: usize, kernel_size: usize, rng: &mut impl Rng) -> Self {
        Self::spec(in_channels, out_channels, kernel_size).init(rng)
    }

    /// What a layer is to be made of.
    pub const fn spec(in_channels: usize, out_channels: usize, kernel_size: usize) -> Conv1dSpec {
        Conv1dSpec { in_channels, out_channels, kernel_size, options: DEFAULT, bias: true }
    }

    /// The channels of what the layer takes.
    pub fn in_channels(&self) -> usize {
        self.weight.shape()[1] * self.options.groups
    }

    fn settings(&self) -> String {
        settings([self.weight.shape()[2]; 2], self.options, self.bias.is_some())
    }

    #[track_caller]
    fn check<const N: usize>(&self, x: &Tensor<N>) {
        let [out_channels, _, length] = self.weight.shape();
        check_input(|| self.describe(), x, self.in_channels(), &[length], self.options);
        check_value(
            x.place(),
            || self.describe(),
            "bias",
            self.bias.as_ref().map(Param::shape),
            [out_channels],
        );
    }
}

/// The spec of a [`Conv1d`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Conv1dSpec {
    in_channels: usize,
    out_channels: usize,
    kernel_size: usize,
    options: Conv2dOptions,
    bias: bool,
}

impl Conv1dSpec {
    /// The elements from one position of the kernel to the next; by default 1.
    pub const fn stride(mut self, stride: usize) -> Self {
        self.options.stride = [stride; 2];
        self
    }

    /// The zeros on each side; by default 0.
    pub const fn padding(mut self, padding: usize) -> Self {
        self.options.padding = Padding::Zeros([padding; 2]);
        self
    }

    /// As much padding as makes the output as long as the input, for a stride of 1.
    pub const fn padding_same(mut self) -> Self {
        self.options.padding = Padding::Same;
        self
    }

    /// The elements of the input between two of the kernel; by default 1.
    pub const fn dilation(mut self, dilation: usize) -> Self {
        self.options.dilation = [dilation; 2];
        self
    }

    /// Groups of channels that do not see each other; by default 1.
    pub const fn groups(mut self, groups: usize) -> Self {
        self.options.groups = groups;
        self
    }

    /// Whether there is a bias; by default there is.
    pub const fn bias(mut self, bias: bool) -> Self {
        self.bias = bias;
        self
    }
}

impl Conv1dSpec {
    /// The shape of a sample behind the layer, without the batch; or why it does not fit.
    pub const fn output_shape(&self, input: Shape) -> Result<Shape, Message> {
        output_shape(
            "Conv1d",
            (self.in_channels, self.out_channels),
            &[self.kernel_size],
            self.options,
            input,
        )
    }
}

#[diagnostic::do_not_recommend]
impl Init for Conv1dSpec {
    type Module = Conv1d;

    #[track_caller]
    fn init(&self, rng: &mut impl Rng) -> Conv1d {
        let channels = (self.in_channels, self.out_channels);
        let (weight, bias) =
            first_values("Conv1d", channels, &[self.kernel_size], self.options, self.bias, rng);
        Conv1d { weight, bias, options: self.options }
    }
}

impl Forward<Tensor<3>> for Conv1d {
    type Output = Tensor<3>;

    #[track_caller]
    fn forward(&self, x: Tensor<3>) -> Tensor<3> {
        let x = x.enter(self);
        self.check(&x);
        x.conv1d(&self.weight, self.bias.as_ref(), self.options).leave()
    }
}

#[diagnostic::do_not_recommend]
impl Forward<Tensor<2>> for Conv1d {
    type Output = Tensor<2>;

    #[track_caller]
    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let x = x.enter(self);
        self.check(&x);
        x.insert_axis(0).conv1d(&self.weight, self.bias.as_ref(), self.options).remove_axis(0).leave()
    }
}
