//! `CosineSimilarity` and `PairwiseDistance`, of pairs of tensors. Each is its own spec.

use super::forward::forward;
use super::layer::{layer, unless_default};
use super::softmax::axis;
use super::spec::{own_spec, setters};
use crate::shape::follow::distance;
use crate::shape::{Message, Shape};
use crate::tensor::{either, fits};
use crate::{Forward, Rank, Tensor};

/// The cosines of the angles between the vectors of a pair along an axis:
/// `a·b / (max(‖a‖, eps) · max(‖b‖, eps))`:
/// [`torch.nn.CosineSimilarity`](https://pytorch.org/docs/stable/generated/torch.nn.CosineSimilarity.html). It is its own spec.
///
/// # Shapes
///
/// A pair of one shape to that shape without the axis.
///
/// # Panics
///
/// The forward, if the input has no such axis, or the shapes differ.
///
/// ```
/// use nn_core::prelude::*;
///
/// let (a, b) = (Tensor::from(ndarray::array![[1.0, 0.0]]), Tensor::from(ndarray::array![[3.0, 4.0]]));
/// assert_eq!(CosineSimilarity::new(1).forward((a, b)).as_slice(), [0.6]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CosineSimilarity {
    axis: isize,
    eps: f64,
}

layer!(CosineSimilarity {} | layer | "axis={}{}", layer.axis, unless_default("eps", layer.eps, 1e-8));
own_spec!(CosineSimilarity);

setters!(CosineSimilarity {
    /// Sets the least length that a vector counts with; by default 10⁻⁸.
    eps: f64,
});

impl CosineSimilarity {
    /// A layer along `axis`; negative ones count from the end. PyTorch's default is 1.
    pub const fn new(axis: isize) -> Self {
        CosineSimilarity { axis, eps: 1e-8 }
    }

    /// The layer, which is its own spec.
    pub const fn spec(axis: isize) -> Self {
        Self::new(axis)
    }

    /// The output of whole tensors, for `#[shapes]`.
    #[doc(hidden)]
    pub const fn __of_several(&self, a: Shape, b: Shape) -> Result<Shape, Message> {
        distance("CosineSimilarity", a, b, self.axis)
    }

    #[track_caller]
    fn apply<const N: usize, const M: usize>(&self, (a, b): (Tensor<N>, Tensor<N>)) -> Tensor<M>
    where
        Tensor<N>: Rank<Element = f32, Smaller = Tensor<M>>,
    {
        let (left, right) = (a.shape(), b.shape());
        let axis = axis(self.axis, N).filter(|_| N > 0);
        fits!(
            either(a.place(), b.place()),
            axis.is_some() && left == right,
            "{}: expected two tensors of one shape with an axis {}, got {left:?} and {right:?}",
            self.describe(),
            self.axis
        );
        a.cosine_similarity(b, axis.expect("it was checked"), self.eps)
    }
}

/// A layer along axis 1.
impl Default for CosineSimilarity {
    fn default() -> Self {
        Self::new(1)
    }
}

impl<const N: usize, const M: usize> Forward<(Tensor<N>, Tensor<N>)> for CosineSimilarity
where
    Tensor<N>: Rank<Element = f32, Smaller = Tensor<M>>,
{
    forward!(apply((Tensor<N>, Tensor<N>)) -> Tensor<M>);
}

/// How far the vectors of a pair along the last axis are apart: `‖a − b + eps‖` in the `p`-norm:
/// [`torch.nn.PairwiseDistance`](https://pytorch.org/docs/stable/generated/torch.nn.PairwiseDistance.html). It is its own spec.
/// By default `p` is 2 and `eps` 10⁻⁶.
///
/// # Shapes
///
/// A pair of `[.., features]` to `[..]`.
///
/// # Panics
///
/// The forward, if the shapes differ or have no axis; setting `p`, if it is not positive.
///
/// ```
/// use nn_core::prelude::*;
///
/// let (a, b) = (Tensor::from(ndarray::array![[1.0, 0.0]]), Tensor::from(ndarray::array![[4.0, 4.0]]));
/// assert!((PairwiseDistance::new().forward((a, b)).as_slice()[0] - 5.0).abs() < 1e-4);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PairwiseDistance {
    p: f64,
    eps: f64,
}

layer!(PairwiseDistance {} | layer | "p={}{}", layer.p, unless_default("eps", layer.eps, 1e-6));
own_spec!(PairwiseDistance);

setters!(PairwiseDistance {
    /// Sets what is added to each difference; by default 10⁻⁶.
    eps: f64,
});

impl PairwiseDistance {
    /// The distance of Euclid.
    pub const fn new() -> Self {
        PairwiseDistance { p: 2.0, eps: 1e-6 }
    }

    /// The layer, which is its own spec.
    pub const fn spec() -> Self {
        Self::new()
    }

    /// Sets the norm, by its exponent, which may be infinite; by default 2.
    ///
    /// # Panics
    ///
    /// If it is not positive.
    #[track_caller]
    pub const fn p(mut self, p: f64) -> Self {
        assert!(p > 0.0, "PairwiseDistance: p must be positive");
        self.p = p;
        self
    }

    /// The output of whole tensors, for `#[shapes]`.
    #[doc(hidden)]
    pub const fn __of_several(&self, a: Shape, b: Shape) -> Result<Shape, Message> {
        distance("PairwiseDistance", a, b, -1)
    }

    #[track_caller]
    fn apply<const N: usize, const M: usize>(&self, (a, b): (Tensor<N>, Tensor<N>)) -> Tensor<M>
    where
        Tensor<N>: Rank<Element = f32, Smaller = Tensor<M>>,
    {
        let (left, right) = (a.shape(), b.shape());
        fits!(
            either(a.place(), b.place()),
            N > 0 && left == right,
            "{}: expected two tensors of one shape [.., features], got {left:?} and {right:?}",
            self.describe()
        );
        a.pairwise_distance(b, self.p, self.eps)
    }
}

impl Default for PairwiseDistance {
    fn default() -> Self {
        Self::new()
    }
}

impl<const N: usize, const M: usize> Forward<(Tensor<N>, Tensor<N>)> for PairwiseDistance
where
    Tensor<N>: Rank<Element = f32, Smaller = Tensor<M>>,
{
    forward!(apply((Tensor<N>, Tensor<N>)) -> Tensor<M>);
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;

    #[test]
    fn settings_are_printed() {
        assert_eq!(CosineSimilarity::default().tree().to_string(), "CosineSimilarity(axis=1)");
        let distance = PairwiseDistance::new().p(f64::INFINITY).eps(0.0);
        assert_eq!(distance.tree().to_string(), "PairwiseDistance(p=inf, eps=0)");
    }
}
