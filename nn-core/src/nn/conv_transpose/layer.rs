//! What transposed convolutions over any number of axes have in common, described once.

/// The layer `$conv` over `$axes` axes, whose specs are `$spec` and, for as many channels as come in, `$to`, and whose
/// operation is `Tensor::$operation`.
macro_rules! conv_transpose {
    (
        $(#[$doc:meta])* $conv:ident,
        $(#[$spec_doc:meta])* $spec:ident,
        $to:ident,
        $axes:tt,
        $operation:ident,
        #[$lazy:meta]
    ) => {
        to_channels!($conv, $spec, $to, $axes, #[$lazy]);
        conv_transpose_setters!($axes $spec);
        conv_transpose_setters!($axes $to);

        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $conv {
            /// `[in_channels, out_channels / groups, ..]` and the sizes of the kernel.
            pub weight: Param<{ $axes + 2 }>,
            /// `[out_channels]`, unless the spec said `bias(false)`.
            pub bias: Option<Param<1>>,
            options: ConvTransposeOptions<$axes>,
        }

        layer!($conv { weight, bias } |layer| "{}", layer.settings());

        impl $conv {
            /// A layer with the same kernel size along each axis, a stride of 1, no padding and a bias.
            #[track_caller]
            pub fn new(in_channels: usize, out_channels: usize, kernel_size: usize, rng: &mut impl Rng) -> Self {
                Self::spec(in_channels, out_channels, kernel_size).init(rng)
            }

            /// The settings of a layer, from which [`init`](Init::init) makes one, with the same kernel size along each
            /// axis.
            pub const fn spec(in_channels: usize, out_channels: usize, kernel_size: usize) -> $spec {
                let (kernel_size, options) = ([kernel_size; $axes], ConvTransposeOptions::new());
                let settings = Settings { in_channels, out_channels, kernel_size, options, bias: true };
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
                let (options, [in_channels, channels, kernel_size @ ..]) = (self.options, self.weight.shape());
                let (out_channels, bias) = (channels * options.groups, self.bias.is_some());
                Settings { in_channels, out_channels, kernel_size, options, bias }
            }

            #[track_caller]
            fn check<const N: usize>(&self, x: &Tensor<N>) {
                let (settings, shape) = (self.settings(), x.shape());
                let something_is_left = settings.output(std::array::from_fn(|axis| shape[N - $axes + axis])).is_some();
                fits!(
                    x.place(),
                    shape[N - $axes - 1] == settings.in_channels && something_is_left,
                    "{}: expected an input of shape [{}{}{}]{}, got {shape:?}",
                    self.describe(),
                    if N == $axes + 2 { "batch, " } else { "" },
                    settings.in_channels,
                    axes::listed($axes),
                    if something_is_left { "" } else { ", so large that the padding leaves something" }
                );
                let bias = self.bias.as_ref().map(Param::shape);
                check_values(x.place(), || self.describe(), [settings.out_channels], &[("bias", bias)]);
            }

            #[track_caller]
            fn apply(&self, x: Tensor<{ $axes + 2 }>) -> Tensor<{ $axes + 2 }> {
                self.check(&x);
                x.$operation(&self.weight, self.bias.as_ref(), self.options)
            }

            #[track_caller]
            fn apply_to_sample(&self, x: Tensor<{ $axes + 1 }>) -> Tensor<{ $axes + 1 }> {
                self.check(&x);
                x.insert_axis(0).$operation(&self.weight, self.bias.as_ref(), self.options).remove_axis(0)
            }
        }

        impl Forward<Tensor<{ $axes + 2 }>> for $conv {
            forward!(apply(Tensor<{ $axes + 2 }>) -> Tensor<{ $axes + 2 }>);
        }

        #[diagnostic::do_not_recommend]
        impl Forward<Tensor<{ $axes + 1 }>> for $conv {
            forward!(apply_to_sample(Tensor<{ $axes + 1 }>) -> Tensor<{ $axes + 1 }>);
        }

        $(#[$spec_doc])*
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub struct $spec {
            settings: Settings<$axes>,
            given: Given,
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
                let Settings { in_channels, out_channels, kernel_size, options, bias } = self.settings;
                if let Some(fault) = self.settings.fault() {
                    panic!("{}({}): {fault}", stringify!($conv), self.settings);
                }
                let mut shape = [0; $axes + 2];
                (shape[0], shape[1]) = (in_channels, out_channels / options.groups);
                shape[2..].copy_from_slice(&kernel_size);
                volume::<f32>(stringify!($conv), &shape);
                let fan_in = shape[1..].iter().product();
                let weight = Param::new(drawn(self.given.weight, shape, fan_in, rng));
                let bias = optional(bias, || drawn(self.given.bias, [out_channels], fan_in, rng));
                $conv { weight, bias, options }
            }
        }
    };
}

/// The setters of a spec, of which there are two.
macro_rules! conv_transpose_setters {
    ($axes:tt $spec:ident) => {
        setters!($spec {
            /// Sets the number of groups of channels that do not see each other; by default 1.
            groups: usize => settings.options.groups,
            /// Sets whether there is a bias; by default there is.
            bias: bool => settings.bias,
        });

        initial_setters!($spec);

        axis_setters!($axes $spec, [settings.options] {
            /// Sets how far the kernel moves from one element of the input to the next; by default 1.
            stride stride_hw stride_dhw,
            /// Sets how much is cut off from each side of the output; by default 0.
            padding padding_hw padding_dhw,
            /// Sets by how much the output is larger at the end; by default 0.
            output_padding output_padding_hw output_padding_dhw,
            /// Sets how far the elements of the kernel are apart; by default 1.
            dilation dilation_hw dilation_dhw,
        });
    };
}

pub(super) use {conv_transpose, conv_transpose_setters};
