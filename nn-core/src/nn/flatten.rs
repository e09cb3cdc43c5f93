//! `Flatten`.

use super::forward::forward;
use super::layer::layer;
use super::spec::own_spec;
use crate::shape::{Message, Shape};
use crate::tensor::fits;
use crate::{Element, Forward, Tensor};

/// Merges all axes but the first:
/// [`torch.nn.Flatten`](https://pytorch.org/docs/stable/generated/torch.nn.Flatten.html) with its defaults.
///
/// # Shapes
///
/// `[batch, ...]` to `[batch, features]`.
///
/// ```
/// use nn_core::prelude::*;
///
/// assert_eq!(Flatten.forward(Tensor::<4>::zeros([8, 3, 4, 4])).shape(), [8, 48]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Flatten;

layer!(Flatten {});
own_spec!(Flatten);

impl Flatten {
    /// The shape of a sample behind the layer, without the batch: one axis.
    pub const fn output_shape(&self, input: Shape) -> Result<Shape, Message> {
        Ok(Shape::new(&[input.num_elements()]))
    }
}

impl<const N: usize, A: Element> Forward<Tensor<N, A>> for Flatten {
    forward!(apply(Tensor<N, A>) -> Tensor<2, A>);
}

impl Flatten {
    #[track_caller]
    fn apply<const N: usize, A: Element>(&self, x: Tensor<N, A>) -> Tensor<2, A> {
        fits!(x.place(), N > 0, "Flatten: expected an input of shape [batch, ..], got [], which has no axis");
        x.flatten()
    }
}
