//! What the layers of a transformer are made of.

use rand::Rng;

use crate::Tensor;
use crate::init::Init;
use crate::nn::layer::unless_default;
use crate::nn::{Dropout, LayerNorm, Linear, MultiheadAttention};
use crate::shape::{Message, Shape};

/// The activation between the two linear maps of a transformer's layer; by default [`Relu`](crate::nn::Relu).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TransformerActivation {
    is_gelu: bool,
}

impl TransformerActivation {
    /// [`Relu`](crate::nn::Relu).
    pub const RELU: TransformerActivation = TransformerActivation { is_gelu: false };
    /// [`Gelu`](crate::nn::Gelu).
    pub const GELU: TransformerActivation = TransformerActivation { is_gelu: true };

    #[track_caller]
    pub(super) fn of(self, x: Tensor<3>) -> Tensor<3> {
        if self.is_gelu { x.gelu() } else { x.relu() }
    }
}

/// The settings of an encoder's or a decoder's layer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Settings {
    pub(super) d_model: usize,
    pub(super) nhead: usize,
    pub(super) dim_feedforward: usize,
    pub(super) dropout: f64,
    pub(super) activation: TransformerActivation,
    pub(super) layer_norm_eps: f32,
    pub(super) batch_first: bool,
    pub(super) norm_first: bool,
    pub(super) bias: bool,
}

impl Settings {
    pub(super) const fn new(d_model: usize, nhead: usize) -> Self {
        Settings {
            d_model,
            nhead,
            dim_feedforward: 2048,
            dropout: 0.1,
            activation: TransformerActivation::RELU,
            layer_norm_eps: 1e-5,
            batch_first: false,
            norm_first: false,
            bias: true,
        }
    }

    #[track_caller]
    pub(super) fn attention(&self, rng: &mut impl Rng) -> MultiheadAttention {
        let spec = MultiheadAttention::spec(self.d_model, self.nhead).dropout(self.dropout);
        spec.bias(self.bias).batch_first(self.batch_first).init(rng)
    }

    #[track_caller]
    pub(super) fn linear(&self, inputs: usize, outputs: usize, rng: &mut impl Rng) -> Linear {
        Linear::spec(inputs, outputs).bias(self.bias).init(rng)
    }

    #[track_caller]
    pub(super) fn norm(&self, rng: &mut impl Rng) -> LayerNorm<1> {
        LayerNorm::spec([self.d_model]).eps(self.layer_norm_eps).bias(self.bias).init(rng)
    }

    #[track_caller]
    pub(super) fn drop(&self) -> Dropout {
        Dropout::new(self.dropout)
    }

    /// Where the batch stands.
    pub(super) fn batch_axis(&self) -> usize {
        usize::from(!self.batch_first)
    }

    /// The settings as they are printed: those that differ from their defaults.
    pub(super) fn describe(&self) -> String {
        let rest = [
            unless_default("dim_feedforward", self.dim_feedforward, 2048),
            unless_default("dropout", self.dropout, 0.1),
            if self.activation == TransformerActivation::GELU {
                ", activation=gelu".to_owned()
            } else {
                String::new()
            },
            unless_default("batch_first", self.batch_first, false),
            unless_default("norm_first", self.norm_first, false),
            unless_default("bias", self.bias, true),
        ];
        format!("{}, {}{}", self.d_model, self.nhead, rest.concat())
    }

    /// What a decoder makes of a target, beside what it attends to, of the same batch.
    pub(super) const fn beside(&self, name: &str, target: Shape, memory: Shape) -> Result<Shape, Message> {
        let rank = target.rank();
        let steps = if rank == 3 && self.batch_first { 1 } else { 0 };
        let fits = (rank == 2 || rank == 3)
            && memory.rank() == rank
            && target.size(rank - 1) == self.d_model
            && memory.with(steps, target.size(steps)).is(&target);
        if fits {
            return Ok(target);
        }
        let message = Message::new(name).text(" takes steps of ").number(self.d_model);
        Err(message.text(" features, but gets ").shape(&target).text(" and ").shape(&memory))
    }

    pub(super) const fn output_shape(&self, name: &str, input: Shape) -> Result<Shape, Message> {
        match input.last() {
            Some(features) if input.rank() == 2 && features == self.d_model => Ok(input),
            _ => {
                let takes =
                    Message::new(name).text(" takes steps of ").number(self.d_model).text(" features");
                Err(takes.text(", but gets ").shape(&input))
            }
        }
    }
}

/// The setters that all specs of transformers share, of a field with [`Settings`].
macro_rules! settings_setters {
    ($spec:ty) => {
        $crate::nn::spec::setters!($spec {
            /// Sets how many features there are between the two linear maps; by default 2048.
            dim_feedforward: usize => settings.dim_feedforward,
            /// Sets the probability of every [dropout](crate::nn::Dropout); by default 0.1.
            dropout: f64 => settings.dropout,
            /// Sets the activation between the two linear maps; by default the larger of 0 and `x`.
            activation: TransformerActivation => settings.activation,
            /// Sets what layer norms add to the variance; by default 10⁻⁵.
            layer_norm_eps: f32 => settings.layer_norm_eps,
            /// Sets whether the batch is the first axis rather than the second; by default it is not.
            batch_first: bool => settings.batch_first,
            /// Sets whether each part normalises what it takes, rather than the sum behind it; by default it does not.
            norm_first: bool => settings.norm_first,
            /// Sets whether there are biases; by default there are.
            bias: bool => settings.bias,
        });
    };
}

pub(super) use settings_setters;
