//! What a convolution takes: in constants, and when it runs.

use crate::Tensor;
use crate::ops::{Conv2dOptions, Padding};
use crate::shape::{Message, Shape, conv_output};
use crate::tensor::fits;

/// The shape behind a convolution over the axes that `kernel` has; of the options, those of the last axes count.
pub(super) const fn output_shape(
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

/// Refuses an input, with or without a batch, whose channels are others or that is smaller than the kernel.
#[track_caller]
pub(super) fn check_input<const N: usize>(
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
