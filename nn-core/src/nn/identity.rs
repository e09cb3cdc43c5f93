//! `Identity`.

use super::forward::forward;
use super::layer::layer;
use super::spec::{keeps_shape, own_spec};
use crate::{Element, Forward, Tensor};

/// What comes in: [`torch.nn.Identity`](https://pytorch.org/docs/stable/generated/torch.nn.Identity.html), to stand where a
/// layer could. It is its own spec.
///
/// ```
/// use nn_core::prelude::*;
///
/// assert_eq!(Identity.forward(Tensor::from([1.0, 2.0])).as_slice(), [1.0, 2.0]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Identity;

layer!(Identity {});
own_spec!(Identity);
keeps_shape!(Identity);

impl<const N: usize, A: Element> Forward<Tensor<N, A>> for Identity {
    forward!(apply(Tensor<N, A>) -> Tensor<N, A>);
}

impl Identity {
    fn apply<const N: usize, A: Element>(&self, x: Tensor<N, A>) -> Tensor<N, A> {
        x
    }
}
