//! `Prelu`.

use super::forward::forward;
use super::layer::layer;
use super::spec::{built, setters};
use crate::shape::{Message, Shape};
use crate::tensor::{fits, volume};
use crate::{Forward, Param, Tensor};

/// `x` where positive, else `weight · x` with a learned weight, one for all or one for each channel
/// ([He et al. 2015](https://arxiv.org/abs/1502.01852)):
/// [`torch.nn.PReLU`](https://pytorch.org/docs/stable/generated/torch.nn.PReLU.html).
///
/// # Shapes
///
/// `[..]` to the same; with more than one weight, `[batch, num_parameters, ..]`.
///
/// # Panics
///
/// The forward, if there is more than one weight and the input has another number of channels.
///
/// ```
/// use nn_core::prelude::*;
///
/// assert_eq!(Prelu::new().forward(Tensor::from([-1.0, 2.0])).as_slice(), [-0.25, 2.0]);
/// ```
#[doc(alias = "PReLU")]
#[derive(Clone, Debug)]
pub struct Prelu {
    /// `[num_parameters]`.
    pub weight: Param<1>,
}

layer!(Prelu { weight } | layer | "num_parameters={}", layer.weight.len());

impl Prelu {
    /// A layer with one weight, initially 0.25.
    #[allow(
        clippy::new_without_default,
        reason = "two new layers are not the same: each has its own parameter"
    )]
    #[track_caller]
    pub fn new() -> Self {
        Self::spec().build()
    }

    /// The settings of a layer, from which [`init`](crate::init::Init::init) makes one.
    pub const fn spec() -> PreluSpec {
        PreluSpec { num_parameters: 1, weight: 0.25 }
    }
}

/// The settings of a [`Prelu`], from which [`init`](crate::init::Init::init) makes one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PreluSpec {
    num_parameters: usize,
    weight: f32,
}

setters!(PreluSpec {
    /// Sets the number of weights: 1, which is the default, or one for each channel.
    num_parameters: usize,
    /// Sets the initial value of the weights, PyTorch's `init`; by default 0.25.
    weight: f32,
});

built!(PreluSpec => Prelu);

impl PreluSpec {
    #[track_caller]
    fn build(self) -> Prelu {
        volume::<f32>("Prelu", &[self.num_parameters]);
        Prelu { weight: Param::new(Tensor::full([self.num_parameters], self.weight)) }
    }

    /// The shape of a sample behind the layer, without the batch; or why it does not fit.
    pub const fn output_shape(&self, input: Shape) -> Result<Shape, Message> {
        if self.num_parameters == 1 || (input.rank() > 0 && input.size(0) == self.num_parameters) {
            return Ok(input);
        }
        let takes =
            Message::new("Prelu has ").number(self.num_parameters).text(" parameters, one for each channel");
        Err(takes.text(", but gets ").shape(&input))
    }
}

impl<const N: usize> Forward<Tensor<N>> for Prelu {
    forward!(apply(Tensor<N>) -> Tensor<N>);
}

impl Prelu {
    #[track_caller]
    fn apply<const N: usize>(&self, x: Tensor<N>) -> Tensor<N> {
        let channels = self.weight.len();
        fits!(
            x.place(),
            channels == 1 || x.shape().get(1) == Some(&channels),
            "{}: expected an input of shape [batch, {channels}, ..], got {:?}",
            self.describe(),
            x.shape()
        );
        x.prelu(&self.weight)
    }
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;

    #[test]
    fn settings_and_names() {
        let layer = Prelu::spec().num_parameters(3).weight(0.5).init(&mut rng(0));
        assert_eq!(layer.tree().to_string(), "Prelu(num_parameters=3)  # 3");
        assert!(layer.named_parameters().names().eq(["weight"]));
        assert_eq!(layer.weight.value().as_slice(), [0.5; 3]);
    }

    #[test]
    fn the_weight_gets_a_gradient() {
        let layer = Prelu::new();
        let gradients = layer.forward(Tape::new(0).input([-2.0, 3.0])).sum().backward();
        assert_eq!(gradients.get(&layer.weight).unwrap().as_slice(), [-2.0]);
    }

    #[test]
    #[should_panic(
        expected = "Prelu(num_parameters=3): expected an input of shape [batch, 3, ..], got [2, 4]"
    )]
    fn the_channels_must_fit() {
        Prelu::spec().num_parameters(3).init(&mut rng(0)).forward(Tensor::<2>::zeros([2, 4]));
    }
}
