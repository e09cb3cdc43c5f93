//! What convolutions over any number of axes have in common, described once.

use rand::Rng;

use super::super::initial::{Given, drawn};
use super::super::layer::optional;
use super::settings::Settings;
use crate::Param;
use crate::tensor::volume;

/// The layer `$conv` over `$axes` axes, whose specs are `$spec` and, for as many channels as come in, `$to`, and whose
/// operation is `Tensor::$operation`, but for the structs, which are better read where they stand.
macro_rules! conv {
    ($conv:ident, $spec:ident, $to:ident, $axes:tt, $operation:ident, #[$lazy:meta]) => {
        to_channels!($conv, $spec, $to, $axes, #[$lazy]);
        conv_setters!($axes $spec);
        conv_setters!($axes $to);
        layer!($conv { weight, bias } |layer| "{}", layer.settings());

        impl $conv {
            /// A layer with the same kernel size along each axis, a stride of 1, no padding and a bias.
            #[track_caller]
            pub fn new(in_channels: usize, out_channels: usize, kernel_size: usize, rng: &mut impl Rng) -> Self {
                Self::spec(in_channels, out_channels, kernel_size).init(rng)
            }

            /// The settings of a layer, from which [`init`](Init::init) makes one, with the same kernel size along
            /// each axis.
            pub const fn spec(in_channels: usize, out_channels: usize, kernel_size: usize) -> $spec {
                let (kernel_size, options) = ([kernel_size; $axes], ConvOptions::new());
                let (bias, padding_mode) = (true, Pad::Constant(0.0));
                let settings = Settings { in_channels, out_channels, kernel_size, options, bias, padding_mode };
                $spec { settings, given: Given::NONE }
            }

            /// The number of channels of what the layer takes.
            pub fn in_channels(&self) -> usize {
                self.settings().in_channels
            }

            /// The number of channels of what the layer gives.
            pub fn out_channels(&self) -> usize {
                self.settings().out_channels
            }

            /// The settings, of which the sizes are those of the weight, whatever it may have become.
            fn settings(&self) -> Settings<$axes> {
                let (options, [out_channels, channels, kernel_size @ ..]) = (self.options, self.weight.shape());
                let (in_channels, bias) = (channels * options.groups, self.bias.is_some());
                let padding_mode = self.padding_mode;
                Settings { in_channels, out_channels, kernel_size, options, bias, padding_mode }
            }

            #[track_caller]
            fn apply(&self, x: Tensor<{ $axes + 2 }>) -> Tensor<{ $axes + 2 }> {
                self.apply_with(x, &self.weight)
            }

            #[track_caller]
            fn apply_to_sample(&self, x: Tensor<{ $axes + 1 }>) -> Tensor<{ $axes + 1 }> {
                self.apply_to_sample_with(x, &self.weight)
            }

            /// The forward with another weight of the layer's shape.
            #[track_caller]
            pub(in crate::nn) fn apply_with(
                &self,
                x: Tensor<{ $axes + 2 }>,
                weight: impl Operand<{ $axes + 2 }, f32>,
            ) -> Tensor<{ $axes + 2 }> {
                self.check(&x);
                self.convolved(x, weight)
            }

            /// The forward of a sample with another weight of the layer's shape.
            #[track_caller]
            pub(in crate::nn) fn apply_to_sample_with(
                &self,
                x: Tensor<{ $axes + 1 }>,
                weight: impl Operand<{ $axes + 2 }, f32>,
            ) -> Tensor<{ $axes + 1 }> {
                self.check(&x);
                self.convolved(x.insert_axis(0), weight).remove_axis(0)
            }

            #[track_caller]
            fn convolved(
                &self,
                x: Tensor<{ $axes + 2 }>,
                weight: impl Operand<{ $axes + 2 }, f32>,
            ) -> Tensor<{ $axes + 2 }> {
                let settings = self.settings();
                if settings.pads_with_zeros() {
                    return x.$operation(weight, self.bias.as_ref(), self.options);
                }
                let (mut sides, mut unpadded) = ([0; 2 * $axes], self.options);
                for axis in 0..$axes {
                    sides[2 * ($axes - 1 - axis)..][..2].copy_from_slice(&settings.window(axis).padding);
                }
                unpadded.padding = Padding::Zeros([0; $axes]);
                let padded = x.pad_with(sides, self.padding_mode);
                padded.$operation(weight, self.bias.as_ref(), unpadded)
            }

            #[track_caller]
            fn check<const N: usize>(&self, x: &Tensor<N>) {
                let settings = self.settings();
                check_input(|| self.describe(), x, &settings);
                let bias = self.bias.as_ref().map(Param::shape);
                check_values(x.place(), || self.describe(), [settings.out_channels], &[("bias", bias)]);
            }
        }

        impl $spec {
            /// The number of channels of what the layer takes.
            pub const fn in_channels(&self) -> usize {
                self.settings.in_channels
            }

            /// The number of channels of what the layer gives.
            pub const fn out_channels(&self) -> usize {
                self.settings.out_channels
            }

            /// The shape of a sample behind the layer, without the batch; or why it does not fit.
            pub const fn output_shape(&self, input: Shape) -> Result<Shape, Message> {
                self.settings.output_shape(stringify!($conv), input)
            }
        }

        #[diagnostic::do_not_recommend]
        impl Init for $spec {
            type Module = $conv;

            #[track_caller]
            fn init(&self, rng: &mut impl Rng) -> $conv {
                let (weight, bias) = initial_values(stringify!($conv), self.settings, self.given, rng);
                let Settings { options, padding_mode, .. } = self.settings;
                $conv { weight, bias, options, padding_mode }
            }
        }
    };
}

/// The setters of a spec, of which there are two.
macro_rules! conv_setters {
    ($axes:tt $spec:ident) => {
        impl $spec {
            /// Pads by as much as makes the output as large as the input, for a stride of 1: PyTorch's
            /// `padding="same"`.
            pub const fn padding_same(mut self) -> Self {
                self.settings.options = self.settings.options.padding_same();
                self
            }
        }

        setters!($spec {
            /// Sets the number of groups of channels that do not see each other; by default 1.
            groups: usize => settings.options.groups,
            /// Sets whether there is a bias; by default there is.
            bias: bool => settings.bias,
            /// Sets what stands in the padding; by default zeros. PyTorch's `"reflect"` is [`Pad::Reflection`],
            /// `"replicate"` [`Pad::Replication`] and `"circular"` [`Pad::Circular`].
            padding_mode: Pad => settings.padding_mode,
        });

        initial_setters!($spec);

        axis_setters!($axes $spec, [settings.options] {
            /// Sets how far the kernel moves from one position to the next; by default 1.
            stride stride_hw stride_dhw,
            /// Sets how much is added on each side; by default nothing.
            padding padding_hw padding_dhw,
            /// Sets how far the elements of the kernel are apart; by default 1.
            dilation dilation_hw dilation_dhw,
        });
    };
}

pub(super) use {conv, conv_setters};

/// The initial values of a convolution called `name`, or a panic about settings that no input could fit.
#[track_caller]
pub(super) fn initial_values<const N: usize, const D: usize>(
    name: &str,
    settings: Settings<D>,
    given: Given,
    rng: &mut impl Rng,
) -> (Param<N>, Option<Param<1>>) {
    settings.assert_possible(name);
    let Settings { in_channels, out_channels, kernel_size, options, bias, .. } = settings;
    let groups = options.groups;
    let mut shape = [0; N];
    (shape[0], shape[1]) = (out_channels, in_channels / groups);
    shape[2..].copy_from_slice(&kernel_size);
    volume::<f32>(name, &shape);
    let fan_in = shape[1..].iter().product();
    let weight = Param::new(drawn(given.weight, shape, fan_in, rng));
    (weight, optional(bias, || drawn(given.bias, [out_channels], fan_in, rng)))
}
