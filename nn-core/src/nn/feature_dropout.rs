//! `Dropout1d`, `Dropout2d`, `Dropout3d`, `AlphaDropout` and `FeatureAlphaDropout`.

use super::forward::forward;
use super::layer::layer;
use super::spec::{keeps_shape, own_spec};
use crate::shape::{Message, Shape};
use crate::tensor::fits;
use crate::{Forward, Tensor};

/// What every dropout has: the probability, whose documentation says what is dropped.
macro_rules! dropout {
    ($(#[$doc:meta])* $type:ident, $what:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub struct $type {
            p: f64,
        }

        layer!($type {} | layer | "p={}", layer.p);
        own_spec!($type);

        impl $type {
            #[doc = concat!("A layer that drops each ", $what, " with probability `p`; PyTorch's default is 0.5.")]
            ///
            /// # Panics
            ///
            /// If `p` is not within 0..=1.
            #[track_caller]
            pub const fn new(p: f64) -> Self {
                assert!(p >= 0.0 && p <= 1.0, concat!(stringify!($type), ": p is a probability, within 0..=1"));
                $type { p }
            }

            /// The layer, which is its own spec.
            ///
            /// # Panics
            ///
            /// If `p` is not within 0..=1.
            #[track_caller]
            pub const fn spec(p: f64) -> Self {
                Self::new(p)
            }
        }

        impl Default for $type {
            fn default() -> Self {
                $type::new(0.5)
            }
        }
    };
}

/// A dropout of the channels of what has so many axes behind them.
macro_rules! of_channels {
    ($($type:ident $axes:literal $what:literal $shape:literal;)*) => {$(
        dropout! {
            #[doc = concat!(
                "In training (the input is on a tape), each channel of ", $what, " is replaced by 0 with probability `p` and the \
                 others are multiplied by `1 / (1 − p)`; in inference, and inside a [`Frozen`](crate::Frozen), the identity \
                 ([Tompson et al. 2015](https://arxiv.org/abs/1411.4280)): [`torch.nn.", stringify!($type),
                "`](https://pytorch.org/docs/stable/generated/torch.nn.", stringify!($type), ".html). What is dropped depends \
                 on the tape's seed alone. The layer is its own spec.\n\n# Shapes\n\n`[batch, channels, ", $shape,
                "]`, or without the batch, to the same.\n\n```\nuse nn_core::prelude::*;\n\nlet dropout = ",
                stringify!($type), "::new(0.5);\nlet x = Tensor::<", $axes, ">::full([1; ", $axes,
                "], 3.0);\nassert_eq!(dropout.forward(x.clone()), x);\nlet tape = Tape::new(0);\nlet y = \
                 dropout.forward(tape.input(x)).sum().item();\nassert!(y == 0.0 || y == 6.0);\n```"
            )]
            $type, "channel"
        }

        impl $type {
            /// The shape of a sample behind the layer, without the batch: that before it; or why it does not fit.
            pub const fn output_shape(&self, input: Shape) -> Result<Shape, Message> {
                if input.rank() == $axes - 1 {
                    return Ok(input);
                }
                let takes = concat!(stringify!($type), " takes [channels, ", $shape, "], but gets ");
                Err(Message::new(takes).shape(&input))
            }

            #[track_caller]
            fn apply(&self, x: Tensor<$axes>) -> Tensor<$axes> {
                x.feature_dropout(self.p)
            }

            #[track_caller]
            fn apply_to_sample(&self, x: Tensor<{ $axes - 1 }>) -> Tensor<{ $axes - 1 }> {
                x.insert_axis(0).feature_dropout(self.p).remove_axis(0)
            }
        }

        impl Forward<Tensor<$axes>> for $type {
            forward!(apply(Tensor<$axes>) -> Tensor<$axes>);
        }

        #[diagnostic::do_not_recommend]
        impl Forward<Tensor<{ $axes - 1 }>> for $type {
            forward!(apply_to_sample(Tensor<{ $axes - 1 }>) -> Tensor<{ $axes - 1 }>);
        }
    )*};
}

of_channels! {
    Dropout1d 3 "a sequence" "length";
    Dropout2d 4 "an image" "height, width";
    Dropout3d 5 "a volume" "depth, height, width";
}

dropout! {
    /// In training (the input is on a tape), each element is replaced with probability `p` by the limit of
    /// [`Selu`](super::Selu) at −∞, and all are then scaled and shifted, so that inputs of mean 0 and variance 1 keep both; in
    /// inference, and inside a [`Frozen`](crate::Frozen), the identity
    /// ([Klambauer et al. 2017](https://arxiv.org/abs/1706.02515)):
    /// [`torch.nn.AlphaDropout`](https://pytorch.org/docs/stable/generated/torch.nn.AlphaDropout.html). What is dropped depends
    /// on the tape's seed alone. The layer is its own spec.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let net = (Linear::new(4, 8, &mut rng(0)), Selu, AlphaDropout::new(0.1));
    /// assert_eq!(net.forward(Tensor::<2>::zeros([2, 4])).shape(), [2, 8]);
    /// ```
    AlphaDropout, "element"
}

keeps_shape!(AlphaDropout);

impl<const N: usize> Forward<Tensor<N>> for AlphaDropout {
    forward!(apply(Tensor<N>) -> Tensor<N>);
}

impl AlphaDropout {
    #[track_caller]
    fn apply<const N: usize>(&self, x: Tensor<N>) -> Tensor<N> {
        x.alpha_dropout(self.p)
    }
}

dropout! {
    /// [`AlphaDropout`] of whole channels:
    /// [`torch.nn.FeatureAlphaDropout`](https://pytorch.org/docs/stable/generated/torch.nn.FeatureAlphaDropout.html). The layer
    /// is its own spec.
    ///
    /// # Shapes
    ///
    /// `[batch, channels, ..]` to the same, for any rank from 2 on.
    ///
    /// # Panics
    ///
    /// The forward, if the input has fewer axes.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let x = Tape::new(0).input(Tensor::<3>::zeros([1, 8, 2]));
    /// let y = FeatureAlphaDropout::new(0.5).forward(x);
    /// assert!(y.as_slice().chunks(2).all(|channel| channel[0] == channel[1]));
    /// ```
    FeatureAlphaDropout, "channel"
}

impl<const N: usize> Forward<Tensor<N>> for FeatureAlphaDropout {
    forward!(apply(Tensor<N>) -> Tensor<N>);
}

impl FeatureAlphaDropout {
    /// The shape of a sample behind the layer, without the batch: that before it; or why it does not fit.
    pub const fn output_shape(&self, input: Shape) -> Result<Shape, Message> {
        if input.rank() >= 1 {
            return Ok(input);
        }
        Err(Message::new("FeatureAlphaDropout takes [channels, ..], but gets ").shape(&input))
    }

    #[track_caller]
    fn apply<const N: usize>(&self, x: Tensor<N>) -> Tensor<N> {
        fits!(
            x.place(),
            N >= 2,
            "{}: expected an input of shape [batch, channels, ..], got {:?}",
            self.describe(),
            x.shape()
        );
        x.feature_alpha_dropout(self.p)
    }
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;

    #[test]
    fn settings_are_printed() {
        assert_eq!(Dropout2d::new(0.1).tree().to_string(), "Dropout2d(p=0.1)");
        assert_eq!(AlphaDropout::default().tree().to_string(), "AlphaDropout(p=0.5)");
    }

    #[test]
    fn a_sample_is_a_batch_of_one() {
        let x = Tensor::<3>::full([8, 2, 2], 1.0);
        let sample = Dropout2d::new(0.5).forward(Tape::new(4).input(x.clone()));
        let batch = Dropout2d::new(0.5).forward(Tape::new(4).input(x.insert_axis(0)));
        assert_eq!(sample.as_slice(), batch.as_slice());
    }

    #[test]
    #[should_panic(expected = "Dropout3d: p is a probability, within 0..=1")]
    fn a_probability_is_not_negative() {
        Dropout3d::new(-0.1);
    }
}
