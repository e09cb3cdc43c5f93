//! `Bilinear`.

use rand::Rng;

use super::forward::forward;
use super::layer::{check_values, layer, optional, unless_default};
use super::spec::setters;
use crate::init::{Init, fan_in_uniform};
use crate::shape::follow::bilinear;
use crate::shape::{Message, Shape};
use crate::tensor::{fits, volume};
use crate::{Forward, Param, Tensor};

/// `y[.., o] = Σᵢⱼ x1[.., i] · weight[o, i, j] · x2[.., j] + bias[o]` of a pair `(x1, x2)`:
/// [`torch.nn.Bilinear`](https://pytorch.org/docs/stable/generated/torch.nn.Bilinear.html).
///
/// # Shapes
///
/// `[.., in1_features]` and `[.., in2_features]` to `[.., out_features]`, for any rank from 1 on.
///
/// # Initial values
///
/// Weight and bias are uniform in `±1/√in1_features`.
///
/// # Panics
///
/// The forward, if the inputs have other shapes.
///
/// ```
/// use nn_core::prelude::*;
///
/// let layer = Bilinear::new(20, 30, 40, &mut rng(0));
/// let y = layer.forward((Tensor::<2>::zeros([128, 20]), Tensor::<2>::zeros([128, 30])));
/// assert_eq!(y.shape(), [128, 40]);
/// ```
#[derive(Clone, Debug)]
pub struct Bilinear {
    /// `[out_features, in1_features, in2_features]`.
    pub weight: Param<3>,
    /// `[out_features]`, unless the spec said `bias(false)`.
    pub bias: Option<Param<1>>,
}

layer!(
    Bilinear { weight, bias } | layer | "{}, {}, {}{}",
    layer.weight.shape()[1],
    layer.weight.shape()[2],
    layer.weight.shape()[0],
    unless_default("bias", layer.bias.is_some(), true)
);

impl Bilinear {
    /// A layer with bias.
    #[track_caller]
    pub fn new(in1_features: usize, in2_features: usize, out_features: usize, rng: &mut impl Rng) -> Self {
        Self::spec(in1_features, in2_features, out_features).init(rng)
    }

    /// The settings of a layer, from which [`init`](Init::init) makes one.
    pub const fn spec(in1_features: usize, in2_features: usize, out_features: usize) -> BilinearSpec {
        BilinearSpec { in1_features, in2_features, out_features, bias: true }
    }
}

/// The settings of a [`Bilinear`], from which [`init`](Init::init) makes one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BilinearSpec {
    in1_features: usize,
    in2_features: usize,
    out_features: usize,
    bias: bool,
}

setters!(BilinearSpec {
    /// Sets whether there is a bias; by default there is.
    bias: bool,
});

impl BilinearSpec {
    /// The output of whole tensors, for `#[shapes]`.
    #[doc(hidden)]
    pub const fn __of_several(&self, x1: Shape, x2: Shape) -> Result<Shape, Message> {
        let weight = Shape::new(&[self.out_features, self.in1_features, self.in2_features]);
        bilinear(x1, x2, weight, None)
    }
}

#[diagnostic::do_not_recommend]
impl Init for BilinearSpec {
    type Module = Bilinear;

    #[track_caller]
    fn init(&self, rng: &mut impl Rng) -> Bilinear {
        let Self { in1_features, in2_features, out_features, bias } = *self;
        let shape = [out_features, in1_features, in2_features];
        volume::<f32>("Bilinear", &shape);
        let weight = Param::new(fan_in_uniform(shape, in1_features, rng));
        let bias = optional(bias, || fan_in_uniform([out_features], in1_features, rng));
        Bilinear { weight, bias }
    }
}

impl<const N: usize> Forward<(Tensor<N>, Tensor<N>)> for Bilinear {
    forward!(apply((Tensor<N>, Tensor<N>)) -> Tensor<N>);
}

impl Bilinear {
    #[track_caller]
    fn apply<const N: usize>(&self, (x1, x2): (Tensor<N>, Tensor<N>)) -> Tensor<N> {
        let [out_features, in1_features, in2_features] = self.weight.shape();
        let (left, right) = (x1.shape(), x2.shape());
        fits!(
            x1.place(),
            left.last() == Some(&in1_features)
                && right.last() == Some(&in2_features)
                && left[..N - 1] == right[..N - 1],
            "{}: expected inputs of shapes [.., {in1_features}] and [.., {in2_features}] that are alike before the last \
             axis, got {left:?} and {right:?}",
            self.describe()
        );
        let bias = self.bias.as_ref().map(Param::shape);
        check_values(x1.place(), || self.describe(), [out_features], &[("bias", bias)]);
        x1.bilinear(x2, &self.weight, self.bias.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;

    #[test]
    fn settings_and_names() {
        let layer = Bilinear::spec(2, 3, 4).bias(false).init(&mut rng(0));
        assert_eq!(layer.tree().to_string(), "Bilinear(2, 3, 4, bias=false)  # 24");
        let layer = Bilinear::new(2, 3, 4, &mut rng(0));
        assert!(layer.named_parameters().names().eq(["weight", "bias"]));
    }

    #[test]
    fn either_input_may_be_on_the_tape() {
        let layer = Bilinear::new(2, 3, 4, &mut rng(0));
        let (x1, x2) = (Tensor::<1>::full([2], 1.0), Tensor::<1>::full([3], 1.0));
        let tape = Tape::new(0);
        for pair in [(tape.input(&x1), x2.clone()), (x1.clone(), tape.input(&x2))] {
            let gradients = layer.forward(pair).sum().backward();
            assert_eq!(gradients.get(&layer.weight).unwrap().as_slice(), [1.0; 24]);
        }
    }

    #[test]
    #[should_panic(
        expected = "expected inputs of shapes [.., 2] and [.., 3] that are alike before the last axis, got [5, 2] and [6, 3]"
    )]
    fn the_shapes_must_fit() {
        let pair = (Tensor::<2>::zeros([5, 2]), Tensor::<2>::zeros([6, 3]));
        Bilinear::new(2, 3, 4, &mut rng(0)).forward(pair);
    }
}
