//! `Linear`.

use rand::Rng;

use super::forward::forward;
use super::initial::{Given, drawn, initial_setters};
use super::layer::{check_values, layer, optional, unless_default};
use super::spec::setters;
use crate::init::{Init, InitFor};
use crate::ops::Operand;
use crate::shape::{Message, Shape};
use crate::tensor::{fits, volume};
use crate::{Forward, Param, Tensor};

/// `y = x · weightᵀ + bias` over the last axis:
/// [`torch.nn.Linear`](https://pytorch.org/docs/stable/generated/torch.nn.Linear.html).
///
/// # Shapes
///
/// `[.., in_features]` to `[.., out_features]`, for ranks 1 to 3; [`Tensor::linear`] takes any rank.
///
/// # Initial values
///
/// Weight and bias are uniform in `±1/√in_features`, unless the spec was given [others](crate::init::Initial).
///
/// # Panics
///
/// The forward, if the last axis of the input has another size.
///
/// ```
/// use nn_core::prelude::*;
///
/// let layer = Linear::new(20, 30, &mut rng(0));
/// assert_eq!(layer.forward(Tensor::<2>::zeros([128, 20])).shape(), [128, 30]);
/// ```
#[derive(Clone, Debug)]
pub struct Linear {
    /// `[out_features, in_features]`.
    pub weight: Param<2>,
    /// `[out_features]`, unless the spec said `bias(false)`.
    pub bias: Option<Param<1>>,
}

layer!(
    Linear { weight, bias } | layer | "{}, {}{}",
    layer.in_features(),
    layer.out_features(),
    unless_default("bias", layer.bias.is_some(), true)
);

impl Linear {
    /// A layer with bias.
    #[track_caller]
    pub fn new(in_features: usize, out_features: usize, rng: &mut impl Rng) -> Self {
        Self::spec(in_features, out_features).init(rng)
    }

    /// The settings of a layer, from which [`init`](Init::init) makes one.
    pub const fn spec(in_features: usize, out_features: usize) -> LinearSpec {
        LinearSpec { in_features, out_features, bias: true, given: Given::NONE }
    }

    /// The settings of a layer that takes as many features as come in, where the shape of the input is known: in
    /// [`sequential!`](crate::sequential) and in models with `#[forward(input = [..])]`.
    #[doc(alias = "LazyLinear")]
    pub const fn to(out_features: usize) -> LinearTo {
        LinearTo { out_features, bias: true, given: Given::NONE }
    }

    /// The size of the last axis of what the layer takes.
    pub fn in_features(&self) -> usize {
        self.weight.shape()[1]
    }

    /// The size of the last axis of what the layer gives.
    pub fn out_features(&self) -> usize {
        self.weight.shape()[0]
    }
}

/// The settings of a [`Linear`], from which [`init`](Init::init) makes one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LinearSpec {
    in_features: usize,
    out_features: usize,
    bias: bool,
    given: Given,
}

setters!(LinearSpec {
    /// Sets whether there is a bias; by default there is.
    bias: bool,
});

initial_setters!(LinearSpec);

impl LinearSpec {
    /// The size of the last axis of what the layer takes.
    pub const fn in_features(&self) -> usize {
        self.in_features
    }

    /// The size of the last axis of what the layer gives.
    pub const fn out_features(&self) -> usize {
        self.out_features
    }

    /// The shape of a sample behind the layer, without the batch; or why it does not fit.
    pub const fn output_shape(&self, input: Shape) -> Result<Shape, Message> {
        match input.last() {
            Some(features) if features == self.in_features => {
                Ok(input.with(input.rank() - 1, self.out_features))
            }
            _ => {
                let takes = Message::new("Linear takes ").number(self.in_features).text(" features");
                Err(takes.text(", but gets ").shape(&input))
            }
        }
    }
}

#[diagnostic::do_not_recommend]
impl Init for LinearSpec {
    type Module = Linear;

    #[track_caller]
    fn init(&self, rng: &mut impl Rng) -> Linear {
        let Self { in_features, out_features, bias, given } = *self;
        let shape = [out_features, in_features];
        volume::<f32>("Linear", &shape);
        let weight = Param::new(drawn(given.weight, shape, in_features, rng));
        let bias = optional(bias, || drawn(given.bias, [out_features], in_features, rng));
        Linear { weight, bias }
    }
}

/// The settings of a [`Linear`] that takes as many features as come in: [`Linear::to`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LinearTo {
    out_features: usize,
    bias: bool,
    given: Given,
}

setters!(LinearTo {
    /// Sets whether there is a bias; by default there is.
    bias: bool,
});

initial_setters!(LinearTo);

impl LinearTo {
    /// The shape of a sample behind the layer, without the batch; or why it does not fit.
    pub const fn output_shape(&self, input: Shape) -> Result<Shape, Message> {
        match input.rank() {
            0 => Err(Message::new("Linear takes features, but gets a single number")),
            rank => Ok(input.with(rank - 1, self.out_features)),
        }
    }
}

impl InitFor for LinearTo {
    type Module = Linear;

    #[track_caller]
    fn init_for(&self, input: Shape, rng: &mut impl Rng) -> Linear {
        let in_features = input.last().expect("the shape was checked");
        let Self { out_features, bias, given } = *self;
        LinearSpec { in_features, out_features, bias, given }.init(rng)
    }
}

impl Linear {
    #[track_caller]
    fn apply<const N: usize>(&self, x: Tensor<N>) -> Tensor<N> {
        self.apply_with(x, &self.weight)
    }

    /// The forward with another weight of the layer's shape.
    #[track_caller]
    pub(super) fn apply_with<const N: usize>(&self, x: Tensor<N>, weight: impl Operand<2, f32>) -> Tensor<N> {
        let shape = x.shape();
        fits!(
            x.place(),
            shape.last() == Some(&self.in_features()),
            "{}: expected an input of shape [.., {}], got {shape:?}{}",
            self.describe(),
            self.in_features(),
            self.remedy(&shape)
        );
        let bias = self.bias.as_ref().map(Param::shape);
        check_values(x.place(), || self.describe(), [self.out_features()], &[("bias", bias)]);
        x.linear(weight, self.bias.as_ref())
    }

    /// What somebody probably meant who gave an input of this shape.
    #[cold]
    fn remedy(&self, shape: &[usize]) -> String {
        match shape {
            [_, sample @ ..]
                if sample.len() > 1 && sample.iter().product::<usize>() == self.in_features() =>
            {
                "; put a `Flatten` before it".to_owned()
            }
            [.., features] => format!("; `Linear::spec({features}, {})` would take it", self.out_features()),
            [] => String::new(),
        }
    }
}

// The ranks end at 3, so that the compiler misses the `Flatten` between a convolution and a linear layer; it then names
// rank 2 alone as what is taken.
impl Forward<Tensor<2>> for Linear {
    forward!(apply(Tensor<2>) -> Tensor<2>);
}

#[diagnostic::do_not_recommend]
impl Forward<Tensor<1>> for Linear {
    forward!(apply(Tensor<1>) -> Tensor<1>);
}

#[diagnostic::do_not_recommend]
impl Forward<Tensor<3>> for Linear {
    forward!(apply(Tensor<3>) -> Tensor<3>);
}
