//! `TransformerEncoder`.

use rand::Rng;

use super::encoder_layer::{TransformerEncoderLayer, TransformerEncoderLayerSpec};
use crate::init::Init;
use crate::nn::forward::composed;
use crate::nn::layer::layer;
use crate::nn::spec::setters;
use crate::nn::{AttentionMask, LayerNorm};
use crate::shape::{Message, Shape};
use crate::{Forward, Tensor};

/// Several [`TransformerEncoderLayer`]s, and a layer norm behind them if there is one:
/// [`torch.nn.TransformerEncoder`](https://pytorch.org/docs/stable/generated/torch.nn.TransformerEncoder.html). Each layer
/// has initial values of its own, where PyTorch copies those of one.
///
/// # Shapes
///
/// `[length, batch, d_model]`, or with the batch first, or without a batch, to the same. Behind it there may be an
/// [`&AttentionMask`](AttentionMask).
///
/// # Panics
///
/// The forward, if the input or the mask have other shapes.
///
/// ```
/// use nn_core::prelude::*;
///
/// let layer = TransformerEncoderLayer::spec(16, 4).batch_first(true);
/// let encoder = TransformerEncoder::spec(layer, 2).norm(true).init(&mut rng(0));
/// assert_eq!(encoder.forward(Tensor::<3>::zeros([2, 5, 16])).shape(), [2, 5, 16]);
/// ```
#[derive(Clone, Debug)]
pub struct TransformerEncoder {
    /// One after another.
    pub layers: Vec<TransformerEncoderLayer>,
    /// Behind all layers, if the spec said `norm(true)`.
    pub norm: Option<LayerNorm<1>>,
}

layer!(TransformerEncoder { layers, norm });

impl TransformerEncoder {
    /// The settings of so many layers, from which [`init`](Init::init) makes an encoder.
    pub const fn spec(
        encoder_layer: TransformerEncoderLayerSpec,
        num_layers: usize,
    ) -> TransformerEncoderSpec {
        TransformerEncoderSpec { encoder_layer, num_layers, norm: false }
    }

    #[track_caller]
    fn apply(&self, x: Tensor<3>) -> Tensor<3> {
        self.masked((x, &AttentionMask::new()))
    }

    #[track_caller]
    pub(super) fn masked(&self, (mut x, mask): (Tensor<3>, &AttentionMask)) -> Tensor<3> {
        for layer in &self.layers {
            x = layer.forward((x, mask));
        }
        match &self.norm {
            Some(norm) => norm.forward(x),
            None => x,
        }
    }

    #[track_caller]
    fn single(&self, x: Tensor<2>) -> Tensor<2> {
        self.single_masked((x, &AttentionMask::new()))
    }

    #[track_caller]
    fn single_masked(&self, (x, mask): (Tensor<2>, &AttentionMask)) -> Tensor<2> {
        let axis = self.layers.first().map_or(0, TransformerEncoderLayer::batch_axis);
        self.masked((x.insert_axis(axis), mask)).remove_axis(axis)
    }
}

/// The settings of a [`TransformerEncoder`], from which [`init`](Init::init) makes one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TransformerEncoderSpec {
    encoder_layer: TransformerEncoderLayerSpec,
    num_layers: usize,
    norm: bool,
}

setters!(TransformerEncoderSpec {
    /// Sets whether there is a layer norm behind all layers; by default there is none.
    norm: bool,
});

impl TransformerEncoderSpec {
    /// The shape of a sample behind the layers, without the batch; or why it does not fit.
    pub const fn output_shape(&self, input: Shape) -> Result<Shape, Message> {
        self.encoder_layer.settings.output_shape("TransformerEncoder", input)
    }
}

#[diagnostic::do_not_recommend]
impl Init for TransformerEncoderSpec {
    type Module = TransformerEncoder;

    #[track_caller]
    fn init(&self, rng: &mut impl Rng) -> TransformerEncoder {
        let mut layers = Vec::with_capacity(self.num_layers);
        for _ in 0..self.num_layers {
            layers.push(self.encoder_layer.init(rng));
        }
        let norm = if self.norm { Some(self.encoder_layer.settings.norm(rng)) } else { None };
        TransformerEncoder { layers, norm }
    }
}

impl Forward<Tensor<3>> for TransformerEncoder {
    composed!(apply(Tensor<3>) -> Tensor<3>);
}

#[diagnostic::do_not_recommend]
impl Forward<(Tensor<3>, &AttentionMask)> for TransformerEncoder {
    composed!(masked((Tensor<3>, &AttentionMask)) -> Tensor<3>);
}

#[diagnostic::do_not_recommend]
impl Forward<Tensor<2>> for TransformerEncoder {
    composed!(single(Tensor<2>) -> Tensor<2>);
}

#[diagnostic::do_not_recommend]
impl Forward<(Tensor<2>, &AttentionMask)> for TransformerEncoder {
    composed!(single_masked((Tensor<2>, &AttentionMask)) -> Tensor<2>);
}
