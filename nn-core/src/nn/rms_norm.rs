//! `RmsNorm`.

use super::forward::forward;
use super::layer::{check_values, layer, optional, unless_default};
use super::layer_norm::at_the_end;
use super::spec::{built, setters};
use crate::shape::{Message, Shape};
use crate::tensor::{fits, volume};
use crate::{Forward, Param, Tensor};

/// The last `M` axes divided by the root of the mean of their squares, then scaled by element:
/// `x / √(mean(x²) + eps) · weight` ([Zhang and Sennrich 2019](https://arxiv.org/abs/1910.07467)):
/// [`torch.nn.RMSNorm`](https://pytorch.org/docs/stable/generated/torch.nn.RMSNorm.html).
///
/// # Shapes
///
/// `[.., *normalized_shape]` to the same, for any rank.
///
/// # Panics
///
/// The forward, if the input's shape does not end in `normalized_shape`.
///
/// ```
/// use nn_core::prelude::*;
///
/// let norm = RmsNorm::new([2]);
/// let y = norm.forward(Tensor::from([1.0, 7.0]));
/// assert!((y.as_slice()[1] - 1.4).abs() < 1e-6);
/// ```
#[doc(alias = "RMSNorm")]
#[derive(Clone, Debug)]
pub struct RmsNorm<const M: usize = 1> {
    /// `normalized_shape`, initially 1, unless the spec said `elementwise_affine(false)`.
    pub weight: Option<Param<M>>,
    spec: RmsNormSpec<M>,
}

layer!(
    [const M: usize] RmsNorm, RmsNorm<M> { weight } |layer| "{:?}{}{}",
    layer.spec.normalized_shape,
    unless_default("eps", layer.spec.eps, f32::EPSILON),
    unless_default("elementwise_affine", layer.spec.elementwise_affine, true)
);

impl<const M: usize> RmsNorm<M> {
    /// A layer with PyTorch's defaults.
    #[track_caller]
    pub fn new(normalized_shape: [usize; M]) -> Self {
        Self::spec(normalized_shape).build()
    }

    /// The settings of a layer, from which [`init`](crate::init::Init::init) makes one.
    pub const fn spec(normalized_shape: [usize; M]) -> RmsNormSpec<M> {
        RmsNormSpec { normalized_shape, eps: f32::EPSILON, elementwise_affine: true }
    }

    /// The sizes of the last axes of what the layer takes.
    pub fn normalized_shape(&self) -> [usize; M] {
        self.spec.normalized_shape
    }
}

/// The settings of an [`RmsNorm`], from which [`init`](crate::init::Init::init) makes one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RmsNormSpec<const M: usize = 1> {
    normalized_shape: [usize; M],
    eps: f32,
    elementwise_affine: bool,
}

setters!([const M: usize] RmsNormSpec<M> {
    /// Sets what is added to the mean of the squares; by default the distance from 1 to the next number, 1.2·10⁻⁷.
    eps: f32,
    /// Sets whether there is a weight; by default there is.
    elementwise_affine: bool,
});

built!([const M: usize] RmsNormSpec<M> => RmsNorm<M>);

impl<const M: usize> RmsNormSpec<M> {
    #[track_caller]
    fn build(self) -> RmsNorm<M> {
        assert!(M > 0, "RmsNorm([]): expected a normalized_shape with at least one axis, got []");
        volume::<f32>("RmsNorm", &self.normalized_shape);
        let weight = optional(self.elementwise_affine, || Tensor::full(self.normalized_shape, 1.0));
        RmsNorm { weight, spec: self }
    }

    /// The shape of a sample behind the layer, without the batch; or why it does not fit.
    pub const fn output_shape(&self, input: Shape) -> Result<Shape, Message> {
        at_the_end("RmsNorm", &self.normalized_shape, input)
    }
}

impl<const N: usize, const M: usize> Forward<Tensor<N>> for RmsNorm<M> {
    forward!(apply(Tensor<N>) -> Tensor<N>);
}

impl<const M: usize> RmsNorm<M> {
    #[track_caller]
    fn apply<const N: usize>(&self, x: Tensor<N>) -> Tensor<N> {
        let RmsNormSpec { normalized_shape, eps, .. } = self.spec;
        fits!(
            x.place(),
            x.shape().ends_with(&normalized_shape),
            "{}: expected an input of shape [.., {}], got {:?}",
            self.describe(),
            normalized_shape.map(|size| size.to_string()).join(", "),
            x.shape()
        );
        let weight = self.weight.as_ref();
        let values = [("weight", weight.map(Param::shape))];
        check_values(x.place(), || self.describe(), normalized_shape, &values);
        x.rms_norm(normalized_shape, weight, eps)
    }
}
