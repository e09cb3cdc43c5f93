//! `Conv2d`.

use rand::Rng;

use super::super::layer::{check_value, layer};
use super::fit::{check_input, output_shape};
use super::settings::{DEFAULT, first_values, settings};
use crate::init::Init;
use crate::ops::{Conv2dOptions, Padding};
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
/// # First values
///
/// Weight and bias are uniform in `±1/√(in_channels / groups · kernel_height · kernel_width)`.
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

layer!(
    Conv2d { weight, bias } | layer | "{}, {}, {}",
    layer.in_channels(),
    layer.weight.shape()[0],
    layer.settings()
);

impl Conv2d {
    /// A layer with a square kernel, a stride of 1, no padding and a bias.
    #[track_caller]
    pub fn new(in_channels: usize, out_channels: usize, kernel_size: usize, rng: &mut impl Rng) -> Self {
        Self::spec(in_channels, out_channels, kernel_size).init(rng)
    }

    /// What a layer is to be made of; the kernel is square unless [`kernel_size`](Conv2dSpec::kernel_size) says
    /// otherwise.
    pub const fn spec(in_channels: usize, out_channels: usize, kernel_size: usize) -> Conv2dSpec {
        Conv2dSpec { in_channels, out_channels, kernel_size: [kernel_size; 2], options: DEFAULT, bias: true }
    }

    /// The channels of what the layer takes.
    pub fn in_channels(&self) -> usize {
        self.weight.shape()[1] * self.options.groups
    }

    fn settings(&self) -> String {
        let [_, _, height, width] = self.weight.shape();
        settings([height, width], self.options, self.bias.is_some())
    }

    #[track_caller]
    fn check<const N: usize>(&self, x: &Tensor<N>) {
        let [out_channels, _, height, width] = self.weight.shape();
        check_input(|| self.describe(), x, self.in_channels(), &[height, width], self.options);
        check_value(
            x.place(),
            || self.describe(),
            "bias",
            self.bias.as_ref().map(Param::shape),
            [out_channels],
        );
    }
}

/// The spec of a [`Conv2d`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Conv2dSpec {
    in_channels: usize,
    out_channels: usize,
    kernel_size: [usize; 2],
    options: Conv2dOptions,
    bias: bool,
}

impl Conv2dSpec {
    /// The height and the width of the kernel.
    pub const fn kernel_size(mut self, kernel_size: [usize; 2]) -> Self {
        self.kernel_size = kernel_size;
        self
    }

    /// The rows and columns from one position of the kernel to the next; by default 1.
    pub const fn stride(self, stride: usize) -> Self {
        self.stride_hw([stride; 2])
    }

    /// The stride in rows and in columns.
    pub const fn stride_hw(mut self, stride: [usize; 2]) -> Self {
        self.options.stride = stride;
        self
    }

    /// The rows and columns of zeros on each side; by default 0.
    pub const fn padding(self, padding: usize) -> Self {
        self.padding_hw([padding; 2])
    }

    /// The padding in rows and in columns.
    pub const fn padding_hw(mut self, padding: [usize; 2]) -> Self {
        self.options.padding = Padding::Zeros(padding);
        self
    }

    /// As much padding as makes the output as large as the input: PyTorch's `padding="same"`, for a stride of 1.
    pub const fn padding_same(mut self) -> Self {
        self.options.padding = Padding::Same;
        self
    }

    /// The rows and columns between two elements of the kernel; by default 1.
    pub const fn dilation(self, dilation: usize) -> Self {
        self.dilation_hw([dilation; 2])
    }

    /// The dilation in rows and in columns.
    pub const fn dilation_hw(mut self, dilation: [usize; 2]) -> Self {
        self.options.dilation = dilation;
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

impl Conv2dSpec {
    /// The shape of a sample behind the layer, without the batch; or why it does not fit.
    pub const fn output_shape(&self, input: Shape) -> Result<Shape, Message> {
        output_shape("Conv2d", (self.in_channels, self.out_channels), &self.kernel_size, self.options, input)
    }
}

#[diagnostic::do_not_recommend]
impl Init for Conv2dSpec {
    type Module = Conv2d;

    #[track_caller]
    fn init(&self, rng: &mut impl Rng) -> Conv2d {
        let channels = (self.in_channels, self.out_channels);
        let (weight, bias) =
            first_values("Conv2d", channels, &self.kernel_size, self.options, self.bias, rng);
        Conv2d { weight, bias, options: self.options }
    }
}

impl Forward<Tensor<4>> for Conv2d {
    type Output = Tensor<4>;

    #[track_caller]
    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let x = x.enter(self);
        self.check(&x);
        x.conv2d(&self.weight, self.bias.as_ref(), self.options).leave()
    }
}

#[diagnostic::do_not_recommend]
impl Forward<Tensor<3>> for Conv2d {
    type Output = Tensor<3>;

    #[track_caller]
    fn forward(&self, x: Tensor<3>) -> Tensor<3> {
        let x = x.enter(self);
        self.check(&x);
        x.insert_axis(0).conv2d(&self.weight, self.bias.as_ref(), self.options).remove_axis(0).leave()
    }
}
