//! `GroupNorm`.

use rand::Rng;

use super::layer::{check_value, layer, optional, unless_default};
use crate::init::Init;
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
#[doc(alias = "InstanceNorm2d")]
#[derive(Clone, Debug)]
pub struct GroupNorm {
    /// `[num_channels]`, first 1, unless the spec said `affine(false)`.
    pub weight: Option<Param<1>>,
    /// `[num_channels]`, first 0, unless the spec said `affine(false)`.
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

    /// What a layer is to be made of.
    #[track_caller]
    pub const fn spec(num_groups: usize, num_channels: usize) -> GroupNormSpec {
        assert!(
            num_groups > 0 && num_channels.is_multiple_of(num_groups),
            "GroupNorm: num_groups must divide num_channels"
        );
        GroupNormSpec { num_groups, num_channels, eps: 1e-5, affine: true }
    }
}

/// The spec of a [`GroupNorm`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GroupNormSpec {
    num_groups: usize,
    num_channels: usize,
    eps: f32,
    affine: bool,
}

impl GroupNormSpec {
    /// What is added to the variance; by default 10⁻⁵.
    pub const fn eps(mut self, eps: f32) -> Self {
        self.eps = eps;
        self
    }

    /// Whether there are weight and bias; by default there are.
    pub const fn affine(mut self, affine: bool) -> Self {
        self.affine = affine;
        self
    }

    #[track_caller]
    fn build(self) -> GroupNorm {
        volume::<f32>("GroupNorm", &[self.num_channels]);
        let full = |value| Tensor::full([self.num_channels], value);
        GroupNorm {
            weight: optional(self.affine, || full(1.0)),
            bias: optional(self.affine, || full(0.0)),
            spec: self,
        }
    }
}

impl GroupNormSpec {
    /// The shape of a sample behind the layer, without the batch; or why it does not fit.
    pub const fn output_shape(&self, input: Shape) -> Result<Shape, Message> {
        if input.rank() > 0 && input.size(0) == self.num_channels {
            return Ok(input);
        }
        let takes = Message::new("GroupNorm takes ").number(self.num_channels).text(" channels");
        Err(takes.text(", but gets ").shape(&input))
    }
}

#[diagnostic::do_not_recommend]
impl Init for GroupNormSpec {
    type Module = GroupNorm;

    #[track_caller]
    fn init(&self, _: &mut impl Rng) -> GroupNorm {
        self.build()
    }
}

impl<const N: usize> Forward<Tensor<N>> for GroupNorm {
    type Output = Tensor<N>;

    #[track_caller]
    fn forward(&self, x: Tensor<N>) -> Tensor<N> {
        let GroupNormSpec { num_groups, num_channels, eps, .. } = self.spec;
        let x = x.enter(self);
        fits!(
            x.place(),
            x.shape().get(1) == Some(&num_channels),
            "{}: expected an input of shape [batch, {num_channels}, ..], got {:?}",
            self.describe(),
            x.shape()
        );
        for (name, param) in [("weight", &self.weight), ("bias", &self.bias)] {
            check_value(
                x.place(),
                || self.describe(),
                name,
                param.as_ref().map(Param::shape),
                [num_channels],
            );
        }
        x.group_norm(num_groups, self.weight.as_ref(), self.bias.as_ref(), eps).leave()
    }
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;

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
}
