//! `PixelShuffle`, `PixelUnshuffle` and `ChannelShuffle`. Each is its own spec.

use super::forward::forward;
use super::layer::layer;
use super::spec::own_spec;
use crate::shape::{Message, Shape};
use crate::tensor::fits;
use crate::{Forward, Tensor};

/// Channels turned into pixels, for images that become larger behind a convolution
/// ([Shi et al. 2016](https://arxiv.org/abs/1609.05158)):
/// [`torch.nn.PixelShuffle`](https://pytorch.org/docs/stable/generated/torch.nn.PixelShuffle.html). It is its own spec.
///
/// # Shapes
///
/// `[.., channels · r², height, width]` to `[.., channels, height · r, width · r]` for an `upscale_factor` of `r`, for any
/// rank from 3 on.
///
/// # Panics
///
/// The forward, if the channels are no multiple of `r²`; making one, if `r` is 0.
///
/// ```
/// use nn_core::prelude::*;
///
/// assert_eq!(PixelShuffle::new(3).forward(Tensor::<4>::zeros([1, 9, 4, 4])).shape(), [1, 1, 12, 12]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PixelShuffle {
    upscale_factor: usize,
}

layer!(PixelShuffle {} | layer | "upscale_factor={}", layer.upscale_factor);
own_spec!(PixelShuffle);

impl PixelShuffle {
    /// A layer for images that become so many times as high and as wide.
    #[track_caller]
    pub const fn new(upscale_factor: usize) -> Self {
        assert!(upscale_factor > 0, "PixelShuffle: upscale_factor must be at least 1");
        PixelShuffle { upscale_factor }
    }

    /// The layer, which is its own spec.
    #[track_caller]
    pub const fn spec(upscale_factor: usize) -> Self {
        Self::new(upscale_factor)
    }

    /// The shape of a sample behind the layer, without the batch; or why it does not fit.
    pub const fn output_shape(&self, input: Shape) -> Result<Shape, Message> {
        let (r, rank) = (self.upscale_factor, input.rank());
        let square = r.saturating_mul(r);
        if rank < 3 || !input.size(rank - 3).is_multiple_of(square) {
            let takes = Message::new("PixelShuffle takes a multiple of ").number(square);
            return Err(takes.text(" channels of a height and a width, but gets ").shape(&input));
        }
        let output = input.with(rank - 3, input.size(rank - 3) / square);
        let output = output.with(rank - 2, input.size(rank - 2).saturating_mul(r));
        Ok(output.with(rank - 1, input.size(rank - 1).saturating_mul(r)))
    }

    #[track_caller]
    fn apply<const N: usize>(&self, x: Tensor<N>) -> Tensor<N> {
        let (shape, square) = (x.shape(), self.upscale_factor.saturating_mul(self.upscale_factor));
        fits!(
            x.place(),
            N >= 3 && shape[N - 3].is_multiple_of(square),
            "{}: expected an input of shape [.., channels, height, width] whose channels are a multiple of {square}, got \
             {shape:?}",
            self.describe()
        );
        x.pixel_shuffle(self.upscale_factor)
    }
}

impl<const N: usize> Forward<Tensor<N>> for PixelShuffle {
    forward!(apply(Tensor<N>) -> Tensor<N>);
}

/// Pixels turned into channels, the reverse of [`PixelShuffle`]:
/// [`torch.nn.PixelUnshuffle`](https://pytorch.org/docs/stable/generated/torch.nn.PixelUnshuffle.html). It is its own spec.
///
/// # Shapes
///
/// `[.., channels, height · r, width · r]` to `[.., channels · r², height, width]` for a `downscale_factor` of `r`, for any
/// rank from 3 on.
///
/// # Panics
///
/// The forward, if height or width are no multiple of `r`; making one, if `r` is 0.
///
/// ```
/// use nn_core::prelude::*;
///
/// assert_eq!(PixelUnshuffle::new(3).forward(Tensor::<4>::zeros([1, 1, 12, 12])).shape(), [1, 9, 4, 4]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PixelUnshuffle {
    downscale_factor: usize,
}

layer!(PixelUnshuffle {} | layer | "downscale_factor={}", layer.downscale_factor);
own_spec!(PixelUnshuffle);

impl PixelUnshuffle {
    /// A layer for images that become so many times less high and less wide.
    #[track_caller]
    pub const fn new(downscale_factor: usize) -> Self {
        assert!(downscale_factor > 0, "PixelUnshuffle: downscale_factor must be at least 1");
        PixelUnshuffle { downscale_factor }
    }

    /// The layer, which is its own spec.
    #[track_caller]
    pub const fn spec(downscale_factor: usize) -> Self {
        Self::new(downscale_factor)
    }

    /// The shape of a sample behind the layer, without the batch; or why it does not fit.
    pub const fn output_shape(&self, input: Shape) -> Result<Shape, Message> {
        let (r, rank) = (self.downscale_factor, input.rank());
        if rank < 3 || !input.size(rank - 2).is_multiple_of(r) || !input.size(rank - 1).is_multiple_of(r) {
            let takes =
                Message::new("PixelUnshuffle takes channels of a height and a width that are multiples of ");
            return Err(takes.number(r).text(", but gets ").shape(&input));
        }
        let output = input.with(rank - 3, input.size(rank - 3).saturating_mul(r).saturating_mul(r));
        Ok(output.with(rank - 2, input.size(rank - 2) / r).with(rank - 1, input.size(rank - 1) / r))
    }

    #[track_caller]
    fn apply<const N: usize>(&self, x: Tensor<N>) -> Tensor<N> {
        let (shape, r) = (x.shape(), self.downscale_factor);
        fits!(
            x.place(),
            N >= 3 && shape[N - 2].is_multiple_of(r) && shape[N - 1].is_multiple_of(r),
            "{}: expected an input of shape [.., channels, height, width] whose height and width are multiples of {r}, got \
             {shape:?}",
            self.describe()
        );
        x.pixel_unshuffle(r)
    }
}

impl<const N: usize> Forward<Tensor<N>> for PixelUnshuffle {
    forward!(apply(Tensor<N>) -> Tensor<N>);
}

/// The channels of `groups` groups in turns, so that convolutions in groups see each other's channels
/// ([Zhang et al. 2018](https://arxiv.org/abs/1707.01083)):
/// [`torch.nn.ChannelShuffle`](https://pytorch.org/docs/stable/generated/torch.nn.ChannelShuffle.html). It is its own spec.
///
/// # Shapes
///
/// `[batch, channels, ..]` to the same, for any rank from 2 on.
///
/// # Panics
///
/// The forward, if the channels are no multiple of `groups`; making one, if there is no group.
///
/// ```
/// use nn_core::prelude::*;
///
/// let x = Tensor::<3>::new([1, 4, 1], vec![1.0, 2.0, 3.0, 4.0]);
/// assert_eq!(ChannelShuffle::new(2).forward(x).as_slice(), [1.0, 3.0, 2.0, 4.0]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChannelShuffle {
    groups: usize,
}

layer!(ChannelShuffle {} | layer | "groups={}", layer.groups);
own_spec!(ChannelShuffle);

impl ChannelShuffle {
    /// A layer for so many groups.
    #[track_caller]
    pub const fn new(groups: usize) -> Self {
        assert!(groups > 0, "ChannelShuffle: groups must be at least 1");
        ChannelShuffle { groups }
    }

    /// The layer, which is its own spec.
    #[track_caller]
    pub const fn spec(groups: usize) -> Self {
        Self::new(groups)
    }

    /// The shape of a sample behind the layer, without the batch: that before it; or why it does not fit.
    pub const fn output_shape(&self, input: Shape) -> Result<Shape, Message> {
        if input.rank() >= 1 && input.size(0).is_multiple_of(self.groups) {
            return Ok(input);
        }
        let takes = Message::new("ChannelShuffle takes a multiple of ").number(self.groups);
        Err(takes.text(" channels, but gets ").shape(&input))
    }

    #[track_caller]
    fn apply<const N: usize>(&self, x: Tensor<N>) -> Tensor<N> {
        fits!(
            x.place(),
            N >= 2 && x.shape()[1].is_multiple_of(self.groups),
            "{}: expected an input of shape [batch, channels, ..] whose channels are a multiple of {}, got {:?}",
            self.describe(),
            self.groups,
            x.shape()
        );
        x.channel_shuffle(self.groups)
    }
}

impl<const N: usize> Forward<Tensor<N>> for ChannelShuffle {
    forward!(apply(Tensor<N>) -> Tensor<N>);
}
