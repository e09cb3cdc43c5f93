//! `LayerNorm`.

use super::forward::forward;
use super::layer::{check_values, layer, optional, unless_default};
use super::spec::{built, setters};
use crate::shape::{Message, Shape};
use crate::tensor::{fits, volume};
use crate::{Forward, Param, Tensor};

/// The last `M` axes brought to mean 0 and variance 1, then scaled and shifted by element:
/// `(x − mean) / √(variance + eps) · weight + bias` ([Ba et al. 2016](https://arxiv.org/abs/1607.06450)):
/// [`torch.nn.LayerNorm`](https://pytorch.org/docs/stable/generated/torch.nn.LayerNorm.html).
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
/// let norm = LayerNorm::new([64]);
/// assert_eq!(norm.forward(Tensor::<3>::zeros([8, 10, 64])).shape(), [8, 10, 64]);
///
/// let over_images: LayerNorm<3> = LayerNorm::spec([3, 8, 8]).bias(false).init(&mut rng(0));
/// assert_eq!(over_images.tree().to_string(), "LayerNorm([3, 8, 8], bias=false)  # 192");
/// ```
#[derive(Clone, Debug)]
pub struct LayerNorm<const M: usize = 1> {
    /// `normalized_shape`, initially 1, unless the spec said `elementwise_affine(false)`.
    pub weight: Option<Param<M>>,
    /// `normalized_shape`, initially 0, unless the spec said `bias(false)` or `elementwise_affine(false)`.
    pub bias: Option<Param<M>>,
    spec: LayerNormSpec<M>,
}

layer!(
    [const M: usize] LayerNorm, LayerNorm<M> { weight, bias } |layer| "{:?}{}{}",
    layer.spec.normalized_shape,
    unless_default("eps", layer.spec.eps, 1e-5),
    match layer.spec {
        LayerNormSpec { elementwise_affine: false, .. } => ", elementwise_affine=false",
        LayerNormSpec { bias: false, .. } => ", bias=false",
        _ => "",
    }
);

impl<const M: usize> LayerNorm<M> {
    /// A layer with PyTorch's defaults.
    #[track_caller]
    pub fn new(normalized_shape: [usize; M]) -> Self {
        Self::spec(normalized_shape).build()
    }

    /// The settings of a layer, from which [`init`](crate::init::Init::init) makes one.
    pub const fn spec(normalized_shape: [usize; M]) -> LayerNormSpec<M> {
        LayerNormSpec { normalized_shape, eps: 1e-5, elementwise_affine: true, bias: true }
    }

    /// The sizes of the last axes of what the layer takes.
    pub fn normalized_shape(&self) -> [usize; M] {
        self.spec.normalized_shape
    }
}

/// The settings of a [`LayerNorm`], from which [`init`](crate::init::Init::init) makes one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LayerNormSpec<const M: usize = 1> {
    normalized_shape: [usize; M],
    eps: f32,
    elementwise_affine: bool,
    bias: bool,
}

setters!([const M: usize] LayerNormSpec<M> {
    /// Sets what is added to the variance; by default 10⁻⁵.
    eps: f32,
    /// Sets whether there are weight and bias; by default there are.
    elementwise_affine: bool,
    /// Sets whether there is a bias beside the weight; by default there is.
    bias: bool,
});

built!([const M: usize] LayerNormSpec<M> => LayerNorm<M>);

impl<const M: usize> LayerNormSpec<M> {
    #[track_caller]
    fn build(self) -> LayerNorm<M> {
        assert!(M > 0, "LayerNorm([]): expected a normalized_shape with at least one axis, got []");
        volume::<f32>("LayerNorm", &self.normalized_shape);
        let full = |value| Tensor::full(self.normalized_shape, value);
        LayerNorm {
            weight: optional(self.elementwise_affine, || full(1.0)),
            bias: optional(self.elementwise_affine && self.bias, || full(0.0)),
            spec: self,
        }
    }

    /// The shape of a sample behind the layer, without the batch; or why it does not fit.
    pub const fn output_shape(&self, input: Shape) -> Result<Shape, Message> {
        at_the_end("LayerNorm", &self.normalized_shape, input)
    }
}

/// The shape behind a layer called `name` that normalises the last axes: that before it, if it ends in their sizes.
pub(super) const fn at_the_end(
    name: &str,
    normalized_shape: &[usize],
    input: Shape,
) -> Result<Shape, Message> {
    let axes = normalized_shape.len();
    let (mut fits, mut axis) = (input.rank() >= axes, 0);
    while fits && axis < axes {
        fits = input.size(input.rank() - axes + axis) == normalized_shape[axis];
        axis += 1;
    }
    if fits {
        return Ok(input);
    }
    let takes = Message::new(name).text(" normalises ").shape(&Shape::new(normalized_shape));
    Err(takes.text(" at the end, but gets ").shape(&input))
}

impl<const N: usize, const M: usize> Forward<Tensor<N>> for LayerNorm<M> {
    forward!(apply(Tensor<N>) -> Tensor<N>);
}

impl<const M: usize> LayerNorm<M> {
    #[track_caller]
    fn apply<const N: usize>(&self, x: Tensor<N>) -> Tensor<N> {
        let LayerNormSpec { normalized_shape, eps, .. } = self.spec;
        fits!(
            x.place(),
            x.shape().ends_with(&normalized_shape),
            "{}: expected an input of shape [.., {}], got {:?}",
            self.describe(),
            normalized_shape.map(|size| size.to_string()).join(", "),
            x.shape()
        );
        let (weight, bias) = (self.weight.as_ref(), self.bias.as_ref());
        let values = [("weight", weight.map(Param::shape)), ("bias", bias.map(Param::shape))];
        check_values(x.place(), || self.describe(), normalized_shape, &values);
        x.layer_norm(normalized_shape, weight, bias, eps)
    }
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;

    #[test]
    fn settings_and_names() {
        let norm = LayerNorm::new([4]);
        assert_eq!(norm.tree().to_string(), "LayerNorm([4])  # 8");
        assert!(norm.named_parameters().names().eq(["weight", "bias"]));
        let plain = LayerNorm::spec([4]).eps(1e-3).elementwise_affine(false).init(&mut rng(0));
        assert_eq!(plain.tree().to_string(), "LayerNorm([4], eps=0.001, elementwise_affine=false)");
    }

    #[test]
    fn parameters_get_gradients() {
        let norm = LayerNorm::new([3]);
        let y = norm.forward(Tape::new(0).input(ndarray::array![[1.0, 2.0, 4.0], [0.0, 1.0, 0.0]]));
        let gradients = y.sum().backward();
        assert_eq!(gradients.get(norm.bias.as_ref().unwrap()).unwrap().as_slice(), [2.0; 3]);
        assert!(gradients.get(norm.weight.as_ref().unwrap()).is_some());
    }

    #[test]
    #[should_panic(expected = "LayerNorm([3, 4]): expected an input of shape [.., 3, 4], got [2, 4, 3]")]
    fn the_shape_must_fit() {
        LayerNorm::new([3, 4]).forward(Tensor::<3>::zeros([2, 4, 3]));
    }
}
