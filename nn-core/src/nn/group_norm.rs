//! `GroupNorm`.

use super::forward::forward;
use super::layer::{check_values, layer, optional, unless_default};
use super::spec::{built, setters};
use crate::shape::{Message, Shape};
use crate::tensor::{fits, volume};
use crate::{Forward, Param, Tensor};

/// The channels in groups of neighbours, each group of each sample brought to mean 0 and variance 1, then each
/// channel scaled and shifted ([Wu and He 2018](https://arxiv.org/abs/1803.08494)):
/// [`torch.nn.GroupNorm`](https://pytorch.org/docs/stable/generated/torch.nn.GroupNorm.html). Training and inference
/// are the same.
///
/// # Shapes
///
/// `[batch, num_channels, ..]` to the same, for any rank from 2 on.
///
/// # Panics
///
/// The forward, if the input has another number of channels; making one, if the groups do not divide the channels.
///
/// ```
/// use nn_core::prelude::*;
///
/// let norm = GroupNorm::new(2, 6);
/// assert_eq!(norm.forward(Tensor::<4>::zeros([8, 6, 4, 4])).shape(), [8, 6, 4, 4]);
/// ```
#[derive(Clone, Debug)]
pub struct GroupNorm {
    /// `[num_channels]`, initially 1, unless the spec said `affine(false)`.
    pub weight: Option<Param<1>>,
    /// `[num_channels]`, initially 0, unless the spec said `affine(false)`.
    pub bias: Option<Param<1>>,
    spec: GroupNormSpec,
}

layer!(
    GroupNorm { weight, bias } | layer | "{}, {}{}{}",
    layer.spec.num_groups,
    layer.spec.num_channels,
    unless_default("eps", layer.spec.eps, 1e-5),
    unless_default("affine", layer.spec.affine, true)
);

impl GroupNorm {
    /// A layer with PyTorch's defaults.
    #[track_caller]
    pub fn new(num_groups: usize, num_channels: usize) -> Self {
        Self::spec(num_groups, num_channels).build()
    }

    /// The settings of a layer, from which [`init`](crate::init::Init::init) makes one.
    pub const fn spec(num_groups: usize, num_channels: usize) -> GroupNormSpec {
        GroupNormSpec { num_groups, num_channels, eps: 1e-5, affine: true }
    }
}

/// The settings of a [`GroupNorm`], from which [`init`](crate::init::Init::init) makes one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GroupNormSpec {
    num_groups: usize,
    num_channels: usize,
    eps: f32,
    affine: bool,
}

setters!(GroupNormSpec {
    /// Sets what is added to the variance; by default 10⁻⁵.
    eps: f32,
    /// Sets whether there are weight and bias; by default there are.
    affine: bool,
});

built!(GroupNormSpec => GroupNorm);

impl GroupNormSpec {
    #[track_caller]
    fn build(self) -> GroupNorm {
        if let Some(message) = self.misfit() {
            message.panic();
        }
        volume::<f32>("GroupNorm", &[self.num_channels]);
        let full = |value| Tensor::full([self.num_channels], value);
        GroupNorm {
            weight: optional(self.affine, || full(1.0)),
            bias: optional(self.affine, || full(0.0)),
            spec: self,
        }
    }

    /// The shape of a sample behind the layer, without the batch; or why it does not fit.
    pub const fn output_shape(&self, input: Shape) -> Result<Shape, Message> {
        if let Some(message) = self.misfit() {
            return Err(message);
        }
        if input.rank() > 0 && input.size(0) == self.num_channels {
            return Ok(input);
        }
        let takes = Message::new("GroupNorm takes ").number(self.num_channels).text(" channels");
        Err(takes.text(", but gets ").shape(&input))
    }

    const fn misfit(&self) -> Option<Message> {
        if self.num_groups > 0 && self.num_channels.is_multiple_of(self.num_groups) {
            return None;
        }
        Some(Message::new("GroupNorm: num_groups must divide num_channels"))
    }
}

impl<const N: usize> Forward<Tensor<N>> for GroupNorm {
    forward!(apply(Tensor<N>) -> Tensor<N>);
}

impl GroupNorm {
    #[track_caller]
    fn apply<const N: usize>(&self, x: Tensor<N>) -> Tensor<N> {
        let GroupNormSpec { num_groups, num_channels, eps, .. } = self.spec;
        fits!(
            x.place(),
            x.shape().get(1) == Some(&num_channels),
            "{}: expected an input of shape [batch, {num_channels}, ..], got {:?}",
            self.describe(),
            x.shape()
        );
        let (weight, bias) = (self.weight.as_ref(), self.bias.as_ref());
        let values = [("weight", weight.map(Param::shape)), ("bias", bias.map(Param::shape))];
        check_values(x.place(), || self.describe(), [num_channels], &values);
        x.group_norm(num_groups, weight, bias, eps)
    }
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;
    use crate::shape::Shape;

    #[test]
    fn settings_and_names() {
        let norm = GroupNorm::spec(2, 4).eps(1e-3).affine(false).init(&mut rng(0));
        assert_eq!(norm.tree().to_string(), "GroupNorm(2, 4, eps=0.001, affine=false)");
        assert!(GroupNorm::new(2, 4).named_parameters().names().eq(["weight", "bias"]));
    }

    #[test]
    #[should_panic(expected = "GroupNorm(2, 4): expected an input of shape [batch, 4, ..], got [2, 5, 3]")]
    fn the_channels_must_fit() {
        GroupNorm::new(2, 4).forward(Tensor::<3>::zeros([2, 5, 3]));
    }

    #[test]
    #[should_panic(expected = "GroupNorm: num_groups must divide num_channels")]
    fn groups_divide_channels() {
        GroupNorm::new(3, 4);
    }

    #[test]
    fn a_spec_says_what_is_wrong_with_it_where_it_is_used() {
        const SPEC: GroupNormSpec = GroupNorm::spec(0, 4);
        let message = SPEC.output_shape(Shape::new(&[4, 8, 8])).unwrap_err();
        assert_eq!(message.as_str(), "GroupNorm: num_groups must divide num_channels");
    }
}
