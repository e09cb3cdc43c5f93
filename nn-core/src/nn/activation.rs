//! Activation functions as layers.

use super::layer::{layer, own_spec};
use crate::{Forward, Tensor};

macro_rules! activation {
    ($type:ident, |$layer:ident, $x:ident| $forward:expr) => {
        impl<const N: usize> Forward<Tensor<N>> for $type {
            type Output = Tensor<N>;

            #[track_caller]
            fn forward(&self, $x: Tensor<N>) -> Tensor<N> {
                let $layer = self;
                $forward
            }
        }

        own_spec!($type);
    };
}

/// `max(x, 0)`: [`torch.nn.ReLU`](https://pytorch.org/docs/stable/generated/torch.nn.ReLU.html).
///
/// ```
/// use nn_core::prelude::*;
///
/// assert_eq!(Relu.forward(Tensor::from([-1.0, 2.0])).as_slice(), [0.0, 2.0]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Relu;

layer!(Relu {});
activation!(Relu, |_layer, x| x.relu());
