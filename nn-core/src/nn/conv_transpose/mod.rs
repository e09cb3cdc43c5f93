//! `ConvTranspose1d`, `ConvTranspose2d` and `ConvTranspose3d`.

mod layer;
mod settings;

use rand::Rng;

use self::layer::{conv_transpose, conv_transpose_setters};
use self::settings::Settings;
use super::axes;
use super::forward::forward;
use super::initial::{Given, drawn, initial_setters};
use super::layer::{check_values, layer, optional};
use super::spec::{axis_setters, setters};
use super::to_channels::to_channels;
use crate::init::{Init, InitFor};
use crate::ops::ConvTransposeOptions;
use crate::shape::{Message, Shape};
use crate::tensor::{fits, volume};
use crate::{Forward, Param, Tensor};

conv_transpose!(
    /// A transposed convolution over sequences, by which each element of the input is a copy of the kernel in the output:
    /// [`torch.nn.ConvTranspose1d`](https://pytorch.org/docs/stable/generated/torch.nn.ConvTranspose1d.html).
    ///
    /// # Shapes
    ///
    /// `[batch, in_channels, length]`, or without the batch, to `[batch, out_channels, length']` with
    /// `length' = (length − 1)·stride − 2·padding + dilation·(kernel − 1) + output_padding + 1`.
    ///
    /// # Initial values
    ///
    /// Weight and bias are uniform in `±1/√(out_channels / groups · kernel_size)`, unless the spec was given
    /// [others](crate::init::Initial).
    ///
    /// # Panics
    ///
    /// The forward, if the input has other channels, or the padding cuts off all that comes of it; making one, if the groups
    /// do not divide the channels, if a kernel size, stride or dilation is 0, or if `output_padding` is not smaller than the
    /// stride or the dilation.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let layer = ConvTranspose1d::spec(16, 3, 4).stride(2).padding(1).init(&mut rng(0));
    /// assert_eq!(layer.forward(Tensor::<3>::zeros([8, 16, 7])).shape(), [8, 3, 14]);
    /// ```
    ConvTranspose1d,
    /// The settings of a [`ConvTranspose1d`], from which [`init`](Init::init) makes one.
    ConvTranspose1dSpec,
    ConvTranspose1dTo,
    1,
    conv_transpose1d,
    #[doc(alias = "LazyConvTranspose1d")]
);

conv_transpose!(
    /// A transposed convolution over images, by which each element of the input is a copy of the kernel in the output:
    /// [`torch.nn.ConvTranspose2d`](https://pytorch.org/docs/stable/generated/torch.nn.ConvTranspose2d.html).
    ///
    /// # Shapes
    ///
    /// `[batch, in_channels, height, width]`, or without the batch, to `[batch, out_channels, height', width']` with
    /// `height' = (height − 1)·stride − 2·padding + dilation·(kernel − 1) + output_padding + 1`.
    ///
    /// # Initial values
    ///
    /// Weight and bias are uniform in `±1/√(out_channels / groups · kernel_height · kernel_width)`, unless the spec was given
    /// [others](crate::init::Initial).
    ///
    /// # Panics
    ///
    /// The forward, if the input has other channels, or the padding cuts off all that comes of it; making one, if the groups
    /// do not divide the channels, if a kernel size, stride or dilation is 0, or if `output_padding` is not smaller than the
    /// stride or the dilation.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let layer = ConvTranspose2d::spec(16, 3, 4).stride(2).padding(1).init(&mut rng(0));
    /// assert_eq!(layer.forward(Tensor::<4>::zeros([8, 16, 7, 7])).shape(), [8, 3, 14, 14]);
    /// ```
    ConvTranspose2d,
    /// The settings of a [`ConvTranspose2d`], from which [`init`](Init::init) makes one.
    ConvTranspose2dSpec,
    ConvTranspose2dTo,
    2,
    conv_transpose2d,
    #[doc(alias = "LazyConvTranspose2d")]
);

conv_transpose!(
    /// A transposed convolution over volumes, by which each element of the input is a copy of the kernel in the output:
    /// [`torch.nn.ConvTranspose3d`](https://pytorch.org/docs/stable/generated/torch.nn.ConvTranspose3d.html).
    ///
    /// # Shapes
    ///
    /// `[batch, in_channels, depth, height, width]`, or without the batch, to
    /// `[batch, out_channels, depth', height', width']` with
    /// `depth' = (depth − 1)·stride − 2·padding + dilation·(kernel − 1) + output_padding + 1`.
    ///
    /// # Initial values
    ///
    /// Weight and bias are uniform in `±1/√(out_channels / groups · kernel_depth · kernel_height · kernel_width)`, unless
    /// the spec was given [others](crate::init::Initial).
    ///
    /// # Panics
    ///
    /// The forward, if the input has other channels, or the padding cuts off all that comes of it; making one, if the groups
    /// do not divide the channels, if a kernel size, stride or dilation is 0, or if `output_padding` is not smaller than the
    /// stride or the dilation.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let layer = ConvTranspose3d::spec(16, 3, 4).stride(2).padding(1).init(&mut rng(0));
    /// assert_eq!(layer.forward(Tensor::<5>::zeros([2, 16, 3, 5, 4])).shape(), [2, 3, 6, 10, 8]);
    /// ```
    ConvTranspose3d,
    /// The settings of a [`ConvTranspose3d`], from which [`init`](Init::init) makes one.
    ConvTranspose3dSpec,
    ConvTranspose3dTo,
    3,
    conv_transpose3d,
    #[doc(alias = "LazyConvTranspose3d")]
);

setters!(ConvTranspose2dSpec {
    /// Sets the height and the width of the kernel.
    kernel_size: [usize; 2] => settings.kernel_size,
});

setters!(ConvTranspose2dTo {
    /// Sets the height and the width of the kernel.
    kernel_size: [usize; 2] => settings.kernel_size,
});

setters!(ConvTranspose3dSpec {
    /// Sets the depth, the height and the width of the kernel.
    kernel_size: [usize; 3] => settings.kernel_size,
});

setters!(ConvTranspose3dTo {
    /// Sets the depth, the height and the width of the kernel.
    kernel_size: [usize; 3] => settings.kernel_size,
});
