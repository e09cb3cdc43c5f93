//! The settings that convolutions have in common, and what is drawn for them.

use rand::Rng;

use super::super::layer::optional;
use crate::Param;
use crate::init::fan_in_uniform;
use crate::ops::{Conv2dOptions, Padding};
use crate::tensor::volume;

pub(super) const DEFAULT: Conv2dOptions =
    Conv2dOptions { stride: [1, 1], padding: Padding::Zeros([0, 0]), dilation: [1, 1], groups: 1 };

/// What differs from the defaults, in PyTorch's words; a square setting is one number.
pub(super) fn settings(kernel_size: [usize; 2], options: Conv2dOptions, bias: bool) -> String {
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

/// The first values of a convolution, or a panic about settings that no input could fit.
#[track_caller]
pub(super) fn first_values<const N: usize>(
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
