//! `Rrelu`.

use super::forward::forward;
use super::layer::layer;
use super::spec::{keeps_shape, own_spec};
use crate::{Forward, Tensor};

/// `x` where it is not negative, else `a · x` ([Xu et al. 2015](https://arxiv.org/abs/1505.00853)): in training (the input is
/// on a tape) `a` is drawn for each element, uniform in `lower..upper`, by the tape's seed alone; in inference, and inside a
/// [`Frozen`](crate::Frozen), it is their mean: [`torch.nn.RReLU`](https://pytorch.org/docs/stable/generated/torch.nn.RReLU.html).
/// It is its own spec.
///
/// ```
/// use nn_core::prelude::*;
///
/// let layer = Rrelu::new(0.25, 0.75);
/// assert_eq!(layer.forward(Tensor::from([-4.0, 2.0])).as_slice(), [-2.0, 2.0]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[doc(alias = "RReLU")]
pub struct Rrelu {
    lower: f64,
    upper: f64,
}

layer!(Rrelu {} | layer | "lower={}, upper={}", layer.lower, layer.upper);
own_spec!(Rrelu);
keeps_shape!(Rrelu);

impl Rrelu {
    /// A layer whose slopes are in `lower..upper`; PyTorch's defaults are 1/8 and 1/3.
    ///
    /// # Panics
    ///
    /// If `lower` is greater than `upper`.
    #[track_caller]
    pub const fn new(lower: f64, upper: f64) -> Self {
        assert!(lower <= upper, "Rrelu: lower must not be greater than upper");
        Rrelu { lower, upper }
    }

    /// The layer, which is its own spec.
    ///
    /// # Panics
    ///
    /// If `lower` is greater than `upper`.
    #[track_caller]
    pub const fn spec(lower: f64, upper: f64) -> Self {
        Self::new(lower, upper)
    }

    #[track_caller]
    fn apply<const N: usize>(&self, x: Tensor<N>) -> Tensor<N> {
        x.rrelu(self.lower, self.upper)
    }
}

/// Slopes between 1/8 and 1/3.
impl Default for Rrelu {
    fn default() -> Self {
        Rrelu::new(1.0 / 8.0, 1.0 / 3.0)
    }
}

impl<const N: usize> Forward<Tensor<N>> for Rrelu {
    forward!(apply(Tensor<N>) -> Tensor<N>);
}
