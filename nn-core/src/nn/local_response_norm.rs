//! `LocalResponseNorm`.

use super::forward::forward;
use super::layer::layer;
use super::spec::{own_spec, setters};
use crate::shape::{Message, Shape};
use crate::tensor::fits;
use crate::{Forward, Tensor};

/// Each element divided by the size of its neighbours in the channels:
/// `x / (k + alpha · mean(x²))^beta`, with the mean over `size` channels around its own
/// ([Krizhevsky et al. 2012](https://papers.nips.cc/paper/4824)):
/// [`torch.nn.LocalResponseNorm`](https://pytorch.org/docs/stable/generated/torch.nn.LocalResponseNorm.html). It is its own
/// spec.
///
/// # Shapes
///
/// `[batch, channels, ..]` to the same, for any rank from 3 on.
///
/// # Panics
///
/// The forward, if the input has fewer axes; making one, if the size is 0.
///
/// ```
/// use nn_core::prelude::*;
///
/// let norm = LocalResponseNorm::new(5).k(2.0);
/// assert_eq!(norm.forward(Tensor::<4>::zeros([2, 3, 8, 8])).shape(), [2, 3, 8, 8]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LocalResponseNorm {
    size: usize,
    alpha: f32,
    beta: f32,
    k: f32,
}

layer!(
    LocalResponseNorm {} | layer | "{}, alpha={}, beta={}, k={}",
    layer.size,
    layer.alpha,
    layer.beta,
    layer.k
);
own_spec!(LocalResponseNorm);

setters!(LocalResponseNorm {
    /// Sets the factor of the mean of the squares; by default 10⁻⁴.
    alpha: f32,
    /// Sets the exponent; by default 0.75.
    beta: f32,
    /// Sets what is added to the mean of the squares; by default 1.
    k: f32,
});

impl LocalResponseNorm {
    /// A layer over so many neighbouring channels, with PyTorch's defaults.
    #[track_caller]
    pub const fn new(size: usize) -> Self {
        assert!(size > 0, "LocalResponseNorm: size must be at least 1");
        LocalResponseNorm { size, alpha: 1e-4, beta: 0.75, k: 1.0 }
    }

    /// The layer, which is its own spec.
    #[track_caller]
    pub const fn spec(size: usize) -> Self {
        Self::new(size)
    }

    /// The shape of a sample behind the layer, without the batch; or why it does not fit.
    pub const fn output_shape(&self, input: Shape) -> Result<Shape, Message> {
        if input.rank() >= 2 {
            return Ok(input);
        }
        Err(Message::new("LocalResponseNorm takes [channels, ..] of two axes or more, but gets ")
            .shape(&input))
    }

    #[track_caller]
    fn apply<const N: usize>(&self, x: Tensor<N>) -> Tensor<N> {
        fits!(
            x.place(),
            N >= 3,
            "{}: expected an input of shape [batch, channels, ..], got {:?}",
            self.describe(),
            x.shape()
        );
        x.local_response_norm(self.size, self.alpha, self.beta, self.k)
    }
}

impl<const N: usize> Forward<Tensor<N>> for LocalResponseNorm {
    forward!(apply(Tensor<N>) -> Tensor<N>);
}
