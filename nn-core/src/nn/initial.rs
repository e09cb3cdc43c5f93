//! The initial values that a spec was given in place of the layer's own.

use rand::Rng;

use crate::Tensor;
use crate::init::{Initial, fan_in_uniform};

/// What a spec says of the initial values of the weight and the bias.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Given {
    pub(super) weight: Option<Initial>,
    pub(super) bias: Option<Initial>,
}

impl Given {
    /// Nothing: the layer's own.
    pub(super) const NONE: Given = Given { weight: None, bias: None };
}

/// The values that were given, or else those of linear and convolutional layers.
#[track_caller]
pub(super) fn drawn<const N: usize>(
    given: Option<Initial>,
    shape: [usize; N],
    fan_in: usize,
    rng: &mut impl Rng,
) -> Tensor<N> {
    match given {
        Some(initial) => initial.draw(shape, rng),
        None => fan_in_uniform(shape, fan_in, rng),
    }
}

/// The setters of the initial values of a spec that has what it was given in its field `given`.
macro_rules! initial_setters {
    ($spec:ty) => {
        $crate::nn::spec::setters!($spec {
            /// Sets the initial values of the weight; by default those of the layer.
            weight_init: $crate::init::Initial => given.weight = Some(weight_init),
            /// Sets the initial values of the bias, if there is one; by default those of the layer.
            bias_init: $crate::init::Initial => given.bias = Some(bias_init),
        });
    };
}

pub(super) use initial_setters;
