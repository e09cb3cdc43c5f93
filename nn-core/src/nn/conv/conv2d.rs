//! `Conv2d`.

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
use crate::ops::{Conv2dOptions, ConvOptions, Operand, Pad, Padding};
use crate::shape::{Message, Shape};
use crate::{Forward, Param, Tensor};

/// A convolution over images:
/// [`torch.nn.Conv2d`](https://pytorch.org/docs/stable/generated/torch.nn.Conv2d.html).
///
/// # Shapes
///
/// `[batch, in_channels, height, width]`, or without the batch, to `[batch, out_channels, height', width']` with
/// `height' = (height + 2·padding − dilation·(kernel − 1) − 1) / stride + 1`, rounded down.
///
/// # Initial values
///
/// Weight and bias are uniform in `±1/√(in_channels / groups · kernel_height · kernel_width)`, unless the spec was given
/// [others](crate::init::Initial).
///
/// # Panics
///
/// The forward, if the input has other channels or is smaller than the kernel or than its padding needs; making one, if the groups do not divide
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
    padding_mode: Pad,
}

/// The settings of a [`Conv2d`], from which [`init`](Init::init) makes one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Conv2dSpec {
    settings: Settings<2>,
    given: Given,
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

#[cfg(test)]
mod tests {
    use crate::ops::Pad;
    use crate::prelude::*;
    use crate::shape::Shape;

    /// A convolution of ones, whose sums are PyTorch's.
    fn sums(spec: Conv2dSpec) -> Vec<f32> {
        let mut conv = spec.bias(false).init(&mut rng(0));
        conv.weight.set_value(Tensor::full(conv.weight.shape(), 1.0));
        let x = Tensor::<4>::from_fn([1, 1, 2, 3], |[.., i, j]| (3 * i + j) as f32);
        let y = conv.forward(x.clone());
        assert_eq!(spec.output_shape(Shape::new(&[1, 2, 3])).unwrap().as_slice(), &y.shape()[1..]);
        assert_eq!(conv.forward(x.remove_axis(0)).as_slice(), y.as_slice());
        y.into_vec()
    }

    #[test]
    fn the_padding_may_be_of_the_input() {
        let spec = Conv2d::spec(1, 1, 2).padding_hw([1, 2]);
        assert_eq!(
            sums(spec.padding_mode(Pad::Reflection)),
            [
                12.0, 8.0, 8.0, 12.0, 12.0, 8.0, 12.0, 8.0, 8.0, 12.0, 12.0, 8.0, 12.0, 8.0, 8.0, 12.0, 12.0,
                8.0
            ]
        );
        assert_eq!(
            sums(spec.padding_mode(Pad::Replication)),
            [
                0.0, 0.0, 2.0, 6.0, 8.0, 8.0, 6.0, 6.0, 8.0, 12.0, 14.0, 14.0, 12.0, 12.0, 14.0, 18.0, 20.0,
                20.0
            ]
        );
        assert_eq!(
            sums(spec.padding_mode(Pad::Circular)),
            [
                12.0, 10.0, 8.0, 12.0, 10.0, 8.0, 12.0, 10.0, 8.0, 12.0, 10.0, 8.0, 12.0, 10.0, 8.0, 12.0,
                10.0, 8.0
            ]
        );
        assert_eq!(
            sums(Conv2d::spec(1, 1, 2).padding_same().padding_mode(Pad::Circular)),
            [8.0, 12.0, 10.0, 8.0, 12.0, 10.0]
        );
    }

    #[test]
    fn the_padding_mode_is_printed() {
        let conv = Conv2d::spec(1, 2, 3).padding(1).padding_mode(Pad::Circular).init(&mut rng(0));
        let printed = "Conv2d(1, 2, kernel_size=3, padding=1, padding_mode=circular)  # 20";
        assert_eq!(conv.tree().to_string(), printed);
    }

    #[test]
    fn too_little_to_reflect() {
        let spec = Conv2d::spec(1, 1, 3).padding(2).padding_mode(Pad::Reflection);
        let message = spec.output_shape(Shape::new(&[1, 2, 9])).unwrap_err();
        assert_eq!(message.as_str(), "Conv2d pads by 2 with elements of the input, but gets [1, 2, 9]");
    }

    #[test]
    #[should_panic(expected = "expected an input of shape [batch, 1, height >= 3, width], got [1, 1, 2, 9]")]
    fn too_little_to_reflect_when_it_runs() {
        let spec = Conv2d::spec(1, 1, 3).padding(2).padding_mode(Pad::Reflection);
        spec.init(&mut rng(0)).forward(Tensor::<4>::zeros([1, 1, 2, 9]));
    }
}
