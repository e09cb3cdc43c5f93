//! `InstanceNorm1d`, `InstanceNorm2d` and `InstanceNorm3d`.

use super::axes;
use super::forward::forward;
use super::layer::{check_values, layer, optional, unless_default};
use super::spec::{built, setters};
use crate::ops::Moments;
use crate::shape::{Message, Shape};
use crate::tensor::{fits, volume};
use crate::{Buffer, Forward, Param, Tape, Tensor};

/// The settings of an instance norm.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Settings {
    num_features: usize,
    eps: f32,
    momentum: f32,
    affine: bool,
    track_running_stats: bool,
}

/// The layer over samples with `$axes` axes behind the channels.
macro_rules! instance_norm {
    ($(#[$doc:meta])* $type:ident, $(#[$spec_doc:meta])* $spec:ident, $axes:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $type {
            /// `[num_features]`, initially 1, if the spec said `affine(true)`.
            pub weight: Option<Param<1>>,
            /// `[num_features]`, initially 0, if the spec said `affine(true)`.
            pub bias: Option<Param<1>>,
            /// `[num_features]`, initially 0, if the spec said `track_running_stats(true)`.
            pub running_mean: Option<Buffer<1>>,
            /// `[num_features]`, initially 1, if the spec said `track_running_stats(true)`. Each batch gives the mean of the
            /// unbiased variances of its samples.
            pub running_var: Option<Buffer<1>>,
            /// Stays 0, as in PyTorch.
            pub num_batches_tracked: Option<Buffer<0, i64>>,
            spec: $spec,
        }

        layer!(
            $type { weight, bias, running_mean, running_var, num_batches_tracked } |layer| "{}{}{}{}{}",
            layer.spec.settings.num_features,
            unless_default("eps", layer.spec.settings.eps, 1e-5),
            unless_default("momentum", layer.spec.settings.momentum, 0.1),
            unless_default("affine", layer.spec.settings.affine, false),
            unless_default("track_running_stats", layer.spec.settings.track_running_stats, false)
        );

        impl $type {
            /// A layer with PyTorch's defaults: no weight, no bias, no running statistics.
            #[track_caller]
            pub fn new(num_features: usize) -> Self {
                Self::spec(num_features).build()
            }

            /// The settings of a layer, from which [`init`](crate::init::Init::init) makes one.
            pub const fn spec(num_features: usize) -> $spec {
                let (affine, track_running_stats) = (false, false);
                $spec { settings: Settings { num_features, eps: 1e-5, momentum: 0.1, affine, track_running_stats } }
            }

            /// The number of channels.
            pub fn num_features(&self) -> usize {
                self.spec.settings.num_features
            }

            #[track_caller]
            fn check<const N: usize>(&self, x: &Tensor<N>) {
                fits!(
                    x.place(),
                    x.shape()[N - $axes - 1] == self.num_features(),
                    "{}: expected an input of shape [{}{}{}], got {:?}",
                    self.describe(),
                    if N == $axes + 2 { "batch, " } else { "" },
                    self.num_features(),
                    axes::listed($axes),
                    x.shape()
                );
            }

            #[track_caller]
            fn apply(&self, x: Tensor<{ $axes + 2 }>) -> Tensor<{ $axes + 2 }> {
                self.check(&x);
                let Settings { num_features, eps, momentum, .. } = self.spec.settings;
                let of = |param: &Option<Param<1>>| param.as_ref().map(Param::shape);
                let held = |buffer: &Option<Buffer<1>>| buffer.as_ref().map(|buffer| buffer.value().shape());
                let values = [
                    ("weight", of(&self.weight)),
                    ("bias", of(&self.bias)),
                    ("running_mean", held(&self.running_mean)),
                    ("running_var", held(&self.running_var)),
                ];
                check_values(x.place(), || self.describe(), [num_features], &values);
                let (weight, bias, tape) = (self.weight.as_ref(), self.bias.as_ref(), x.tape().cloned());
                if let (Some(mean), Some(variance)) = (&self.running_mean, &self.running_var) {
                    let Some(tape) = tape.filter(|tape| !tape.is_frozen() && !mean.is_frozen()) else {
                        return x.batch_norm_with(mean.value(), variance.value(), weight, bias, eps);
                    };
                    update([mean, variance], &tape, &x, momentum);
                }
                x.group_norm(num_features.max(1), weight, bias, eps)
            }

            #[track_caller]
            fn apply_to_sample(&self, x: Tensor<{ $axes + 1 }>) -> Tensor<{ $axes + 1 }> {
                self.check(&x);
                self.apply(x.insert_axis(0)).remove_axis(0)
            }
        }

        impl Forward<Tensor<{ $axes + 2 }>> for $type {
            forward!(apply(Tensor<{ $axes + 2 }>) -> Tensor<{ $axes + 2 }>);
        }

        #[diagnostic::do_not_recommend]
        impl Forward<Tensor<{ $axes + 1 }>> for $type {
            forward!(apply_to_sample(Tensor<{ $axes + 1 }>) -> Tensor<{ $axes + 1 }>);
        }

        $(#[$spec_doc])*
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub struct $spec {
            settings: Settings,
        }

        impl $spec {
            /// The shape of a sample behind the layer, without the batch; or why it does not fit.
            pub const fn output_shape(&self, input: Shape) -> Result<Shape, Message> {
                if input.rank() == $axes + 1 && input.size(0) == self.settings.num_features {
                    return Ok(input);
                }
                let takes = Message::new(stringify!($type)).text(" takes ").number(self.settings.num_features);
                Err(takes.text(" features").text(axes::of_sizes($axes)).text(", but gets ").shape(&input))
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
            /// Sets the share of a new batch in the running statistics, a number from 0 to 1; by default 0.1.
            momentum: f32 => settings.momentum,
            /// Sets whether there are weight and bias; by default there are not.
            affine: bool => settings.affine,
            /// Sets whether there are running statistics, which inference uses; by default there are not.
            track_running_stats: bool => settings.track_running_stats,
        });

        built!($spec => $type);
    };
}

/// An instance norm over so many axes, with its documentation.
macro_rules! documented {
    ($type:ident, $spec:ident, $axes:literal, $name:literal, $shape:literal, $example:literal) => {
        instance_norm!(
            /// Each channel of each sample brought to mean 0 and variance 1, then, if asked for, scaled and shifted:
            /// `(x − mean) / √(variance + eps) · weight + bias`
            #[doc = concat!(
                "([Ulyanov et al. 2016](https://arxiv.org/abs/1607.08022)): [`torch.nn.", $name, "`]",
                "(https://pytorch.org/docs/stable/generated/torch.nn.", $name, ".html)."
            )]
            /// Training and inference are the same, unless there are running statistics: then inference, and a frozen
            /// layer, use those.
            ///
            /// # Shapes
            ///
            #[doc = concat!("`[batch, num_features, ", $shape, "]`, or without the batch, to the same.")]
            ///
            /// # Panics
            ///
            /// The forward, if the input has another number of channels, or in training with running statistics only one
            /// value for each.
            ///
            /// ```
            /// use nn_core::prelude::*;
            ///
            #[doc = concat!("let norm = ", $name, "::new(3);")]
            #[doc = concat!("let x = ", $example, ";")]
            /// assert_eq!(norm.forward(x.clone()).shape(), x.shape());
            /// ```
            $type,
            #[doc = concat!("The settings of an [`", $name, "`], from which [`init`](crate::init::Init::init) makes one.")]
            $spec,
            $axes
        );
    };
}

documented!(
    InstanceNorm1d,
    InstanceNorm1dSpec,
    1,
    "InstanceNorm1d",
    "length",
    "Tensor::<3>::zeros([2, 3, 8])"
);
documented!(
    InstanceNorm2d,
    InstanceNorm2dSpec,
    2,
    "InstanceNorm2d",
    "height, width",
    "Tensor::<4>::zeros([2, 3, 4, 4])"
);
documented!(
    InstanceNorm3d,
    InstanceNorm3dSpec,
    3,
    "InstanceNorm3d",
    "depth, height, width",
    "Tensor::<5>::zeros([2, 3, 2, 2, 2])"
);

/// Asks for the update of the running statistics by a batch: by the means of those of its samples.
#[track_caller]
fn update<const N: usize>(running: [&Buffer<1>; 2], tape: &Tape, x: &Tensor<N>, momentum: f32) {
    let shape = x.shape();
    let (samples, channels) = (shape[0], shape[1]);
    let values = shape[2..].iter().product::<usize>();
    fits!(
        x.place(),
        values != 1,
        "the running statistics of an instance norm need more than one value for each channel, got shape {shape:?}"
    );
    if x.is_empty() {
        return;
    }
    let Moments { mean, variance } = Moments::of_rows(&x.off_tape().reshape([samples * channels, values]));
    let over_samples = |statistic: Tensor<1>| statistic.reshape([samples, channels]).mean_axis(0);
    let unbiased = values as f32 / (values - 1) as f32;
    running[0].blend(tape, over_samples(mean), momentum.into());
    running[1].blend(tape, over_samples(variance).scale(unbiased), momentum.into());
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;

    #[test]
    fn settings_and_names() {
        let spec = InstanceNorm2d::spec(3).affine(true).track_running_stats(true).eps(1e-3);
        let norm = spec.init(&mut rng(0));
        let printed = "InstanceNorm2d(3, eps=0.001, affine=true, track_running_stats=true)  # 6";
        assert_eq!(norm.tree().to_string(), printed);
        let names: Vec<_> = norm.state_dict().names().map(str::to_owned).collect();
        assert_eq!(names, ["weight", "bias", "running_mean", "running_var", "num_batches_tracked"]);
        assert_eq!(InstanceNorm1d::new(3).tree().to_string(), "InstanceNorm1d(3)");
    }

    #[test]
    fn inference_uses_the_running_statistics() {
        let mut norm = InstanceNorm1d::spec(1).track_running_stats(true).momentum(1.0).init(&mut rng(0));
        let tape = Tape::new(0);
        let x = Tensor::new([2, 1, 2], vec![1.0, 3.0, 2.0, 4.0]);
        let loss = norm.forward(tape.input(x.clone()).requires_grad()).sum();
        loss.backward().apply_updates(&mut norm).unwrap();
        assert_eq!(norm.running_mean.as_ref().unwrap().value().as_slice(), [2.5]);
        assert_eq!(norm.running_var.as_ref().unwrap().value().as_slice(), [2.0]);
        let y = norm.forward(x);
        assert!((y.as_slice()[0] + 1.5 / 2.0_f32.sqrt()).abs() < 1e-5);
    }
}
