//! `BatchNorm1d` and `BatchNorm2d`.

mod settings;
mod statistics;
#[cfg(test)]
mod tests;

use rand::Rng;

use self::settings::Settings;
use self::statistics::{Parts, Running};
use super::layer::{check_value, layer, optional};
use crate::init::Init;
use crate::shape::{Message, Shape};
use crate::tensor::{fits, volume};
use crate::{Buffer, Forward, Param, Tensor};

macro_rules! batch_norm {
    ($(#[$doc:meta])* $type:ident, $(#[$spec_doc:meta])* $spec:ident, [$($rank:literal $shape:literal),*]) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $type {
            /// `[num_features]`, first 1, unless the spec said `affine(false)`.
            pub weight: Option<Param<1>>,
            /// `[num_features]`, first 0, unless the spec said `affine(false)`.
            pub bias: Option<Param<1>>,
            /// `[num_features]`, first 0, unless the spec said `track_running_stats(false)`.
            pub running_mean: Option<Buffer<1>>,
            /// `[num_features]`, first 1, unless the spec said `track_running_stats(false)`. Each batch gives its
            /// unbiased variance.
            pub running_var: Option<Buffer<1>>,
            /// How many batches the running statistics have seen.
            pub num_batches_tracked: Option<Buffer<0, i64>>,
            spec: $spec,
        }

        layer!(
            $type { weight, bias, running_mean, running_var, num_batches_tracked } |layer| "{}", layer.spec.0
        );

        impl $type {
            /// A layer with PyTorch's defaults.
            #[track_caller]
            pub fn new(num_features: usize) -> Self {
                Self::spec(num_features).build()
            }

            /// What a layer is to be made of.
            pub const fn spec(num_features: usize) -> $spec {
                $spec(Settings::new(num_features))
            }

            /// The number of channels.
            pub fn num_features(&self) -> usize {
                self.spec.0.num_features
            }

            #[track_caller]
            fn normalise<const N: usize>(&self, x: Tensor<N>, shape: &str) -> Tensor<N> {
                let x = x.enter(self);
                fits!(
                    x.place(),
                    x.shape()[1] == self.num_features(),
                    "{}: expected an input of shape {}, got {:?}",
                    self.describe(),
                    shape.replace('C', &self.num_features().to_string()),
                    x.shape()
                );
                let of = |param: &Option<Param<1>>| param.as_ref().map(Param::shape);
                let held = |buffer: &Option<Buffer<1>>| buffer.as_ref().map(|buffer| buffer.value().shape());
                for (name, shape) in [
                    ("weight", of(&self.weight)),
                    ("bias", of(&self.bias)),
                    ("running_mean", held(&self.running_mean)),
                    ("running_var", held(&self.running_var)),
                ] {
                    check_value(x.place(), || self.describe(), name, shape, [self.num_features()]);
                }
                let running = match (&self.running_mean, &self.running_var, &self.num_batches_tracked) {
                    (Some(mean), Some(variance), Some(tracked)) => Some(Running { mean, variance, tracked }),
                    _ => None,
                };
                let (weight, bias) = (self.weight.as_ref(), self.bias.as_ref());
                let parts = Parts { settings: self.spec.0, weight, bias, running };
                parts.forward(x, || self.describe()).leave()
            }
        }

        $(
            impl Forward<Tensor<$rank>> for $type {
                type Output = Tensor<$rank>;

                #[track_caller]
                fn forward(&self, x: Tensor<$rank>) -> Tensor<$rank> {
                    self.normalise(x, $shape)
                }
            }
        )*

        $(#[$spec_doc])*
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub struct $spec(Settings);

        impl $spec {
            /// The shape of a sample behind the layer, without the batch; or why it does not fit.
            pub const fn output_shape(&self, input: Shape) -> Result<Shape, Message> {
                self.0.output_shape(stringify!($type), &[$($rank - 1),*], input)
            }

            /// What is added to the variance; by default 10⁻⁵.
            pub const fn eps(mut self, eps: f32) -> Self {
                self.0.eps = eps;
                self
            }

            /// The share of a new batch in the running statistics, a number from 0 to 1, by default `Some(0.1)`.
            /// `None` gives the average over all batches so far.
            pub const fn momentum(mut self, momentum: Option<f32>) -> Self {
                self.0.momentum = momentum;
                self
            }

            /// Whether there are weight and bias; by default there are.
            pub const fn affine(mut self, affine: bool) -> Self {
                self.0.affine = affine;
                self
            }

            /// Whether there are running statistics, by default there are. Without, inference too uses those of
            /// its batch.
            pub const fn track_running_stats(mut self, track_running_stats: bool) -> Self {
                self.0.track_running_stats = track_running_stats;
                self
            }

            #[track_caller]
            fn build(self) -> $type {
                let Settings { num_features, affine, track_running_stats, .. } = self.0;
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

        #[diagnostic::do_not_recommend]
        impl Init for $spec {
            type Module = $type;

            #[track_caller]
            fn init(&self, _: &mut impl Rng) -> $type {
                self.build()
            }
        }
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
    /// The spec of a [`BatchNorm1d`].
    BatchNorm1dSpec,
    [2 "[batch, C]", 3 "[batch, C, length]"]
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
    /// The spec of a [`BatchNorm2d`].
    BatchNorm2dSpec,
    [4 "[batch, C, height, width]"]
);
