//! `BatchNorm1d` and `BatchNorm2d`.

use std::fmt;

use rand::Rng;

use super::layer::{layer, optional};
use crate::init::Init;
use crate::{Buffer, Forward, Param, Tape, Tensor};

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
                let Settings { num_features, eps, momentum, .. } = self.spec.0;
                assert!(
                    x.shape()[1] == num_features,
                    "{}: expected an input of shape {}, got {:?}",
                    self.describe(),
                    shape.replace('C', &num_features.to_string()),
                    x.shape()
                );
                let weight = self.weight.as_ref().map(|weight| weight.on(&x));
                let bias = self.bias.as_ref().map(|bias| bias.on(&x));
                let running = self.running_mean.as_ref().zip(self.running_var.as_ref());
                let tape = x.tape().cloned();
                match running {
                    Some((mean, variance)) if tape.is_none() || mean.is_frozen() => {
                        x.batch_norm_with(mean.value(), variance.value(), weight, bias, eps)
                    }
                    _ => {
                        let values = x.len() / num_features.max(1);
                        assert!(
                            values != 1,
                            "{}: training needs more than one value for each channel, got shape {:?}",
                            self.describe(),
                            x.shape()
                        );
                        let (y, moments) = x.batch_norm_and_moments(weight, bias, eps);
                        if let (Some((mean, variance)), Some(tape)) = (running, tape) {
                            let tracked = self.num_batches_tracked.as_ref();
                            let share = momentum.unwrap_or_else(|| {
                                tracked.map_or(1.0, |tracked| 1.0 / (tracked.value().item() + 1) as f32)
                            });
                            if let Some(tracked) = tracked {
                                tracked.update(&tape, |tracked| tracked[0] += 1);
                            }
                            if values > 0 {
                                let unbiased = values as f32 / (values - 1) as f32;
                                blend(mean, &tape, moments.mean, 1.0, share);
                                blend(variance, &tape, moments.variance, unbiased, share);
                            }
                        }
                        y
                    }
                }
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
            /// What is added to the variance; by default 10⁻⁵.
            pub const fn eps(mut self, eps: f32) -> Self {
                self.0.eps = eps;
                self
            }

            /// The share of a new batch in the running statistics, by default `Some(0.1)`. `None` gives the average
            /// over all batches so far, where the forwards between two steps count as one.
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
    /// towards them with the optimizer's next step. In inference, and where the layer is frozen, they are the
    /// running statistics.
    ///
    /// # Shapes
    ///
    /// `[batch, num_features]` or `[batch, num_features, length]`, to the same.
    ///
    /// # Panics
    ///
    /// The forward, if the input has another number of channels, or in training only one value for each.
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
    /// towards them with the optimizer's next step. In inference, and where the layer is frozen, they are the
    /// running statistics.
    ///
    /// # Shapes
    ///
    /// `[batch, num_features, height, width]` to the same.
    ///
    /// # Panics
    ///
    /// The forward, if the input has another number of channels, or in training only one value for each.
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

#[derive(Clone, Copy, Debug, PartialEq)]
struct Settings {
    num_features: usize,
    eps: f32,
    momentum: Option<f32>,
    affine: bool,
    track_running_stats: bool,
}

impl Settings {
    const fn new(num_features: usize) -> Self {
        Settings { num_features, eps: 1e-5, momentum: Some(0.1), affine: true, track_running_stats: true }
    }
}

/// What differs from the defaults.
impl fmt::Display for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let default = Settings::new(self.num_features);
        write!(f, "{}", self.num_features)?;
        if self.eps != default.eps {
            write!(f, ", eps={}", self.eps)?;
        }
        match self.momentum {
            None => write!(f, ", momentum=None")?,
            momentum if momentum == default.momentum => {}
            Some(momentum) => write!(f, ", momentum={momentum}")?,
        }
        if !self.affine {
            write!(f, ", affine=false")?;
        }
        if !self.track_running_stats {
            write!(f, ", track_running_stats=false")?;
        }
        Ok(())
    }
}

/// Moves a running statistic towards that of a batch, times `scale`.
fn blend(running: &Buffer<1>, tape: &Tape, batch: Vec<f32>, scale: f32, share: f32) {
    running.update(tape, move |running| {
        for (running, batch) in running.iter_mut().zip(batch) {
            *running = (1.0 - share) * *running + share * (scale * batch);
        }
    });
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;

    fn train(norm: &mut BatchNorm1d, x: ndarray::Array2<f32>) {
        let mut gradients = norm.forward(Tape::new(0).input(x)).sum().backward();
        gradients.apply_updates(norm);
    }

    fn statistics(norm: &BatchNorm1d) -> (f32, f32, i64) {
        let first = |buffer: &Option<Buffer<1>>| buffer.as_ref().unwrap().value().as_slice()[0];
        let tracked = norm.num_batches_tracked.as_ref().unwrap().value().item();
        (first(&norm.running_mean), first(&norm.running_var), tracked)
    }

    #[test]
    fn settings_and_names() {
        let norm = BatchNorm2d::new(64);
        assert_eq!(norm.tree().to_string(), "BatchNorm2d(64)  # 128");
        let names: Vec<_> = norm.named_parameters().into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["weight", "bias"]);
        let names: Vec<_> = norm.buffers().into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["running_mean", "running_var", "num_batches_tracked"]);
        let plain = BatchNorm1d::spec(3).affine(false).track_running_stats(false).init(&mut rng(0));
        assert_eq!(plain.tree().to_string(), "BatchNorm1d(3, affine=false, track_running_stats=false)");
        assert!(plain.buffers().is_empty());
    }

    #[test]
    fn training_moves_the_running_statistics_and_inference_uses_them() {
        let mut norm = BatchNorm1d::new(1);
        train(&mut norm, ndarray::array![[1.0], [3.0]]);
        // Mean 2 and unbiased variance 2, with a share of 0.1.
        let (mean, variance, tracked) = statistics(&norm);
        assert!((mean - 0.2).abs() < 1e-6 && (variance - 1.1).abs() < 1e-6 && tracked == 1);
        let y = norm.forward(Tensor::from(ndarray::array![[1.2]]));
        assert!((y.as_slice()[0] - 1.0 / 1.1_f32.sqrt()).abs() < 1e-4);
    }

    #[test]
    fn without_momentum_the_running_mean_is_the_average() {
        let mut norm = BatchNorm1d::spec(1).momentum(None).init(&mut rng(0));
        for x in [1.0, 4.0, 7.0] {
            train(&mut norm, ndarray::array![[x], [x + 2.0]]);
        }
        let (mean, variance, tracked) = statistics(&norm);
        assert!((mean - 5.0).abs() < 1e-5 && (variance - 2.0).abs() < 1e-5 && tracked == 3);
    }

    #[test]
    fn a_frozen_layer_keeps_its_statistics_and_uses_them_on_a_tape() {
        let mut norm = BatchNorm1d::new(1);
        norm.freeze();
        let x = Tensor::from(ndarray::array![[1.0], [3.0]]);
        let tape = Tape::new(0);
        let on_tape = norm.forward(tape.input(&x).requires_grad());
        assert_eq!(on_tape, norm.forward(x));
        assert!(on_tape.sum().backward().updates.is_empty());
        assert_eq!(statistics(&norm), (0.0, 1.0, 0));
    }

    #[test]
    fn an_empty_batch_counts_but_tells_nothing() {
        let mut norm = BatchNorm1d::new(5);
        let mut gradients = norm.forward(Tape::new(0).input(Tensor::<3>::zeros([0, 5, 9]))).sum().backward();
        gradients.apply_updates(&mut norm);
        assert_eq!(statistics(&norm), (0.0, 1.0, 1));
    }

    #[test]
    fn weight_and_bias_get_gradients() {
        let norm = BatchNorm2d::new(2);
        let x = Tensor::from_fn([2, 2, 2, 2], |[a, b, c, d]| (a * 5 + b * 3 + c * c + d) as f32);
        let gradients = norm.forward(Tape::new(0).input(x)).sum().backward();
        assert_eq!(gradients.get(norm.bias.as_ref().unwrap()).unwrap().as_slice(), [8.0; 2]);
        for g in gradients.get(norm.weight.as_ref().unwrap()).unwrap().as_slice() {
            assert!(g.abs() < 1e-5);
        }
    }

    #[test]
    #[should_panic(
        expected = "BatchNorm2d(3): expected an input of shape [batch, 3, height, width], got [2, 4, 5, 5]"
    )]
    fn the_channels_must_fit() {
        BatchNorm2d::new(3).forward(Tensor::zeros([2, 4, 5, 5]));
    }

    #[test]
    #[should_panic(
        expected = "BatchNorm1d(3): training needs more than one value for each channel, got shape [1, 3]"
    )]
    fn one_value_has_no_variance() {
        BatchNorm1d::new(3).forward(Tape::new(0).input(Tensor::<2>::zeros([1, 3])));
    }
}
