//! `BatchNorm1d`, `BatchNorm2d` and `BatchNorm3d`.

mod settings;
mod statistics;
mod synchronised;
#[cfg(test)]
mod tests;

use self::settings::Settings;
use self::statistics::{Operands, Running};
use super::axes;
use super::forward::forward;
use super::layer::{check_values, layer, optional};
use super::spec::{built, setters};
use crate::shape::{Message, Shape};
use crate::tensor::{fits, volume};
use crate::{Buffer, Forward, Param, Tensor};

macro_rules! batch_norm {
    ($(#[$doc:meta])* $type:ident, $(#[$spec_doc:meta])* $spec:ident, [$($rank:literal),*]) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $type {
            /// `[num_features]`, initially 1, unless the spec said `affine(false)`.
            pub weight: Option<Param<1>>,
            /// `[num_features]`, initially 0, unless the spec said `affine(false)`.
            pub bias: Option<Param<1>>,
            /// `[num_features]`, initially 0, unless the spec said `track_running_stats(false)`.
            pub running_mean: Option<Buffer<1>>,
            /// `[num_features]`, initially 1, unless the spec said `track_running_stats(false)`. Each batch gives its
            /// unbiased variance.
            pub running_var: Option<Buffer<1>>,
            /// How many batches the running statistics have seen.
            pub num_batches_tracked: Option<Buffer<0, i64>>,
            spec: $spec,
        }

        layer!(
            $type { weight, bias, running_mean, running_var, num_batches_tracked } |layer| "{}", layer.spec.settings
        );

        impl $type {
            /// A layer with PyTorch's defaults.
            #[track_caller]
            pub fn new(num_features: usize) -> Self {
                Self::spec(num_features).build()
            }

            /// The settings of a layer, from which [`init`](crate::init::Init::init) makes one.
            pub const fn spec(num_features: usize) -> $spec {
                $spec { settings: Settings::new(num_features) }
            }

            /// The number of channels.
            pub fn num_features(&self) -> usize {
                self.spec.settings.num_features
            }

            #[track_caller]
            fn apply<const N: usize>(&self, x: Tensor<N>) -> Tensor<N> {
                fits!(
                    x.place(),
                    x.shape()[1] == self.num_features(),
                    "{}: expected an input of shape [batch, {}{}], got {:?}",
                    self.describe(),
                    self.num_features(),
                    axes::listed(N - 2),
                    x.shape()
                );
                let of = |param: &Option<Param<1>>| param.as_ref().map(Param::shape);
                let held = |buffer: &Option<Buffer<1>>| buffer.as_ref().map(|buffer| buffer.value().shape());
                let values = [
                    ("weight", of(&self.weight)),
                    ("bias", of(&self.bias)),
                    ("running_mean", held(&self.running_mean)),
                    ("running_var", held(&self.running_var)),
                ];
                check_values(x.place(), || self.describe(), [self.num_features()], &values);
                let running = match (&self.running_mean, &self.running_var, &self.num_batches_tracked) {
                    (Some(mean), Some(variance), Some(tracked)) => Some(Running { mean, variance, tracked }),
                    _ => None,
                };
                let (weight, bias) = (self.weight.as_ref(), self.bias.as_ref());
                let operands = Operands { settings: self.spec.settings, weight, bias, running };
                operands.normalise(x, || self.describe())
            }
        }

        $(
            impl Forward<Tensor<$rank>> for $type {
                forward!(apply(Tensor<$rank>) -> Tensor<$rank>);
            }
        )*

        $(#[$spec_doc])*
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub struct $spec {
            settings: Settings,
        }

        impl $spec {
            /// The shape of a sample behind the layer, without the batch; or why it does not fit.
            pub const fn output_shape(&self, input: Shape) -> Result<Shape, Message> {
                self.settings.output_shape(stringify!($type), &[$($rank - 1),*], input)
            }

            #[track_caller]
            fn build(self) -> $type {
                let Settings { num_features, affine, track_running_stats, .. } = self.settings;
                volume::<f32>(stringify!($type), &[num_features]);
                let full = |value| Tensor::full([num_features], value);
                $type {
                    weight: optional(affine, || full(1.0)),
                    bias: optional(affine, || full(0.0)),
                    running_mean: track_running_stats.then(|| Buffer::new(full(0.0))),
                    running_var: track_running_stats.then(|| Buffer::new(full(1.0))),
                    num_batches_tracked: track_running_stats.then(|| Buffer::new(0)),
                    spec: self,
                }
            }
        }

        setters!($spec {
            /// Sets what is added to the variance; by default 10⁻⁵.
            eps: f32 => settings.eps,
            /// Sets the share of a new batch in the running statistics, a number from 0 to 1, by default `Some(0.1)`.
            /// `None` gives the average over all batches so far.
            momentum: Option<f32> => settings.momentum,
            /// Sets whether there are weight and bias; by default there are.
            affine: bool => settings.affine,
            /// Sets whether there are running statistics; by default there are. Without them, inference too uses the
            /// statistics of its batch.
            track_running_stats: bool => settings.track_running_stats,
        });

        built!($spec => $type);
    };
}

batch_norm!(
    /// Each channel brought to mean 0 and variance 1, then scaled and shifted:
    /// `(x − mean) / √(variance + eps) · weight + bias`
    /// ([Ioffe and Szegedy 2015](https://arxiv.org/abs/1502.03167)):
    /// [`torch.nn.BatchNorm1d`](https://pytorch.org/docs/stable/generated/torch.nn.BatchNorm1d.html).
    ///
    /// In training (the input is on a tape) mean and variance are the batch's, and the running statistics move
    /// towards them with the optimizer's next step. In inference, and where the layer is frozen or inside a
    /// [`Frozen`](crate::Frozen), they are the running statistics.
    ///
    /// # Shapes
    ///
    /// `[batch, num_features]` or `[batch, num_features, length]`, to the same.
    ///
    /// # Panics
    ///
    /// The forward, if the input has another number of channels, or in training only one value for each, or a momentum
    /// that is no number from 0 to 1.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let norm = BatchNorm1d::new(20);
    /// assert_eq!(norm.forward(Tensor::<2>::zeros([8, 20])).shape(), [8, 20]);
    /// ```
    BatchNorm1d,
    /// The settings of a [`BatchNorm1d`], from which [`init`](crate::init::Init::init) makes one.
    BatchNorm1dSpec,
    [2, 3]
);

batch_norm!(
    /// Each channel brought to mean 0 and variance 1, then scaled and shifted:
    /// `(x − mean) / √(variance + eps) · weight + bias`
    /// ([Ioffe and Szegedy 2015](https://arxiv.org/abs/1502.03167)):
    /// [`torch.nn.BatchNorm2d`](https://pytorch.org/docs/stable/generated/torch.nn.BatchNorm2d.html).
    ///
    /// In training (the input is on a tape) mean and variance are the batch's, and the running statistics move
    /// towards them with the optimizer's next step. In inference, and where the layer is frozen or inside a
    /// [`Frozen`](crate::Frozen), they are the running statistics.
    ///
    /// # Shapes
    ///
    /// `[batch, num_features, height, width]` to the same.
    ///
    /// # Panics
    ///
    /// The forward, if the input has another number of channels, or in training only one value for each, or a momentum
    /// that is no number from 0 to 1.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let norm = BatchNorm2d::new(3);
    /// assert_eq!(norm.forward(Tensor::<4>::zeros([2, 3, 8, 8])).shape(), [2, 3, 8, 8]);
    ///
    /// const SPEC: BatchNorm2dSpec = BatchNorm2d::spec(3).eps(1e-3).momentum(None);
    /// assert_eq!(SPEC.init(&mut rng(0)).tree().to_string(), "BatchNorm2d(3, eps=0.001, momentum=None)  # 6");
    /// ```
    BatchNorm2d,
    /// The settings of a [`BatchNorm2d`], from which [`init`](crate::init::Init::init) makes one.
    BatchNorm2dSpec,
    [4]
);

batch_norm!(
    /// Each channel brought to mean 0 and variance 1, then scaled and shifted:
    /// `(x − mean) / √(variance + eps) · weight + bias`
    /// ([Ioffe and Szegedy 2015](https://arxiv.org/abs/1502.03167)):
    /// [`torch.nn.BatchNorm3d`](https://pytorch.org/docs/stable/generated/torch.nn.BatchNorm3d.html).
    ///
    /// In training (the input is on a tape) mean and variance are the batch's, and the running statistics move
    /// towards them with the optimizer's next step. In inference, and where the layer is frozen or inside a
    /// [`Frozen`](crate::Frozen), they are the running statistics.
    ///
    /// # Shapes
    ///
    /// `[batch, num_features, depth, height, width]` to the same.
    ///
    /// # Panics
    ///
    /// The forward, if the input has another number of channels, or in training only one value for each, or a momentum
    /// that is no number from 0 to 1.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let norm = BatchNorm3d::new(3);
    /// assert_eq!(norm.forward(Tensor::<5>::zeros([2, 3, 4, 4, 4])).shape(), [2, 3, 4, 4, 4]);
    /// ```
    BatchNorm3d,
    /// The settings of a [`BatchNorm3d`], from which [`init`](crate::init::Init::init) makes one.
    BatchNorm3dSpec,
    [5]
);
