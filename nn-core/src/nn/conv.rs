//! `Conv1d` and `Conv2d`.

use rand::Rng;

use super::layer::{check_value, layer, optional};
use crate::init::{Init, fan_in_uniform};
use crate::ops::{Conv2dOptions, Padding};
use crate::shape::{Message, Shape, conv_output};
use crate::tensor::{fits, volume};
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

const DEFAULT: Conv2dOptions =
    Conv2dOptions { stride: [1, 1], padding: Padding::Zeros([0, 0]), dilation: [1, 1], groups: 1 };

/// What differs from the defaults, in PyTorch's words; a square setting is one number.
fn settings(kernel_size: [usize; 2], options: Conv2dOptions, bias: bool) -> String {
    let pair = |[a, b]: [usize; 2]| if a == b { a.to_string() } else { format!("({a}, {b})") };
    let mut text = format!("kernel_size={}", pair(kernel_size));
    let mut add = |name: &str, value: String, default: bool| {
        if !default {
            text += &format!(", {name}={value}");
        }
    };
    add("stride", pair(options.stride), options.stride == [1, 1]);
    match options.padding {
        Padding::Zeros(zeros) => add("padding", pair(zeros), zeros == [0, 0]),
        Padding::Same => add("padding", "same".to_owned(), false),
    }
    add("dilation", pair(options.dilation), options.dilation == [1, 1]);
    add("groups", options.groups.to_string(), options.groups == 1);
    add("bias", "false".to_owned(), bias);
    text
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

/// The shape behind a convolution over the axes that `kernel` has; of the options, those of the last axes count.
const fn output_shape(
    name: &str,
    (in_channels, out_channels): (usize, usize),
    kernel: &[usize],
    options: Conv2dOptions,
    input: Shape,
) -> Result<Shape, Message> {
    if let Some(message) = impossible(name, (in_channels, out_channels), kernel, options) {
        return Err(message);
    }
    let axes = kernel.len();
    if input.rank() != axes + 1 || input.size(0) != in_channels {
        let takes = Message::new(name).text(" takes ").number(in_channels).text(" channels");
        let sizes = if axes == 1 { " of a length" } else { " of a height and a width" };
        return Err(takes.text(sizes).text(", but gets ").shape(&input));
    }
    let mut output = input.with(0, out_channels);
    let mut axis = 0;
    while axis < axes {
        let (of, size) = (axis + 2 - axes, input.size(axis + 1));
        let size = match options.padding {
            Padding::Same => Some(size),
            Padding::Zeros(zeros) => {
                conv_output(size, kernel[axis], options.stride[of], zeros[of], options.dilation[of])
            }
        };
        match size {
            Some(size) => output = output.with(axis + 1, size),
            None => {
                let what = Message::new(name).text(" has a kernel of ").number(kernel[axis]);
                return Err(what.text(", which does not fit into ").shape(&input));
            }
        }
        axis += 1;
    }
    Ok(output)
}

/// What is wrong with settings that no input could fit.
const fn impossible(
    name: &str,
    (in_channels, out_channels): (usize, usize),
    kernel: &[usize],
    options: Conv2dOptions,
) -> Option<Message> {
    let Conv2dOptions { stride, padding, dilation, groups } = options;
    if groups == 0 || !in_channels.is_multiple_of(groups) || !out_channels.is_multiple_of(groups) {
        let channels =
            Message::new(name).text(" has ").number(in_channels).text(" and ").number(out_channels);
        return Some(channels.text(" channels, which do not fall into ").number(groups).text(" groups"));
    }
    let mut smallest = kernel[0];
    if kernel[kernel.len() - 1] < smallest {
        smallest = kernel[kernel.len() - 1];
    }
    if smallest == 0 || stride[0] == 0 || stride[1] == 0 || dilation[0] == 0 || dilation[1] == 0 {
        let name = Message::new(name);
        return Some(name.text(": kernel_size, stride and dilation must be at least 1"));
    }
    match padding {
        Padding::Same if stride[0] != 1 || stride[1] != 1 => {
            Some(Message::new(name).text(": padding \"same\" needs a stride of 1"))
        }
        _ => None,
    }
}

/// The first values of a convolution, or a panic about settings that no input could fit.
#[track_caller]
fn first_values<const N: usize>(
    name: &str,
    (in_channels, out_channels): (usize, usize),
    kernel: &[usize],
    options: Conv2dOptions,
    bias: bool,
    rng: &mut impl Rng,
) -> (Param<N>, Option<Param<1>>) {
    let Conv2dOptions { stride, dilation, groups, .. } = options;
    let layer = || {
        let settings = settings([kernel[0], kernel[kernel.len() - 1]], options, bias);
        format!("{name}({in_channels}, {out_channels}, {settings})")
    };
    assert!(
        groups > 0 && in_channels.is_multiple_of(groups) && out_channels.is_multiple_of(groups),
        "{}: in_channels and out_channels must be multiples of groups={groups}",
        layer()
    );
    assert!(
        kernel.iter().chain(&stride).chain(&dilation).all(|&size| size > 0),
        "{}: kernel_size, stride and dilation must be at least 1",
        layer()
    );
    assert!(
        options.padding != Padding::Same || stride == [1, 1],
        "{}: `padding_same()` needs a stride of 1",
        layer()
    );
    let mut shape = [0; N];
    shape[0] = out_channels;
    shape[1] = in_channels / groups;
    shape[2..].copy_from_slice(kernel);
    volume::<f32>(name, &shape);
    let fan_in = shape[1..].iter().product();
    let weight = Param::new(fan_in_uniform(shape, fan_in, rng));
    (weight, optional(bias, || fan_in_uniform([out_channels], fan_in, rng)))
}

/// Refuses an input, with or without a batch, whose channels are others or that is smaller than the kernel.
#[track_caller]
fn check_input<const N: usize>(
    layer: impl Fn() -> String,
    x: &Tensor<N>,
    channels: usize,
    kernel: &[usize],
    options: Conv2dOptions,
) {
    let shape = &x.shape()[..];
    let (before, sizes) = shape.split_at(shape.len() - kernel.len());
    let fits = sizes.iter().zip(least(kernel, options)).all(|(&size, least)| size >= least);
    fits!(
        x.place(),
        before.last() == Some(&channels) && fits,
        "{}: expected an input of shape {}, got {shape:?}{}",
        layer(),
        expected(before.len() > 1, channels, sizes, kernel, options),
        remedy(shape, before.len() - 1, channels)
    );
}

/// The least size of each axis that the kernel goes over.
fn least(kernel: &[usize], options: Conv2dOptions) -> impl Iterator<Item = usize> {
    let first = 2 - kernel.len();
    kernel.iter().zip(first..).map(move |(&kernel, axis)| match options.padding {
        Padding::Zeros(zeros) => {
            let reach = options.dilation[axis].saturating_mul(kernel.saturating_sub(1)).saturating_add(1);
            reach.saturating_sub(zeros[axis].saturating_mul(2))
        }
        Padding::Same => 1,
    })
}

/// The shape that a layer takes, with the least size of each axis that is too small.
#[cold]
fn expected(
    batch: bool,
    channels: usize,
    sizes: &[usize],
    kernel: &[usize],
    options: Conv2dOptions,
) -> String {
    let names: &[&str] = if kernel.len() == 1 { &["length"] } else { &["height", "width"] };
    let axes = names.iter().zip(sizes).zip(least(kernel, options)).map(|((name, &size), least)| {
        if size < least { format!(", {name} >= {least}") } else { format!(", {name}") }
    });
    format!("[{}{channels}{}]", if batch { "batch, " } else { "" }, axes.collect::<String>())
}

/// What somebody probably meant whose channels stand last.
#[cold]
fn remedy(shape: &[usize], axis: usize, channels: usize) -> String {
    if shape[axis] == channels || shape.last() != Some(&channels) {
        return String::new();
    }
    let mut order: Vec<usize> = (0..shape.len()).collect();
    order[axis..].rotate_right(1);
    format!("; the channels come before the sizes: `x.permute({order:?})`")
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
