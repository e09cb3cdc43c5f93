//! `TransformerDecoder`.

use rand::Rng;

use super::decoder_layer::{DecoderMasks, TransformerDecoderLayer, TransformerDecoderLayerSpec};
use crate::init::Init;
use crate::nn::LayerNorm;
use crate::nn::forward::composed;
use crate::nn::layer::layer;
use crate::nn::spec::setters;
use crate::shape::{Message, Shape};
use crate::{Forward, Tensor};

/// Several [`TransformerDecoderLayer`]s, and a layer norm behind them if there is one:
/// [`torch.nn.TransformerDecoder`](https://pytorch.org/docs/stable/generated/torch.nn.TransformerDecoder.html). Each layer
/// has initial values of its own, where PyTorch copies those of one.
///
/// # Shapes
///
/// A pair of the input `[length, batch, d_model]` and the memory `[memory length, batch, d_model]`, or with the batch first,
/// or without a batch, to the shape of the input. Behind both there may be [`&DecoderMasks`](DecoderMasks).
///
/// # Panics
///
/// The forward, if the inputs or the masks have other shapes.
///
/// ```
/// use nn_core::prelude::*;
///
/// let decoder = TransformerDecoder::spec(TransformerDecoderLayer::spec(16, 4), 2).init(&mut rng(0));
/// let (tgt, memory) = (Tensor::<3>::zeros([5, 2, 16]), Tensor::<3>::zeros([7, 2, 16]));
/// assert_eq!(decoder.forward((tgt, memory)).shape(), [5, 2, 16]);
/// ```
#[derive(Clone, Debug)]
pub struct TransformerDecoder {
    /// One after another.
    pub layers: Vec<TransformerDecoderLayer>,
    /// Behind all layers, if the spec said `norm(true)`.
    pub norm: Option<LayerNorm<1>>,
}

layer!(TransformerDecoder { layers, norm });

impl TransformerDecoder {
    /// The settings of so many layers, from which [`init`](Init::init) makes a decoder.
    pub const fn spec(
        decoder_layer: TransformerDecoderLayerSpec,
        num_layers: usize,
    ) -> TransformerDecoderSpec {
        TransformerDecoderSpec { decoder_layer, num_layers, norm: false }
    }

    #[track_caller]
    fn apply(&self, (tgt, memory): (Tensor<3>, Tensor<3>)) -> Tensor<3> {
        self.masked((tgt, memory, &DecoderMasks::default()))
    }

    #[track_caller]
    pub(super) fn masked(&self, (mut x, memory, masks): (Tensor<3>, Tensor<3>, &DecoderMasks)) -> Tensor<3> {
        for layer in &self.layers {
            x = layer.forward((x, memory.clone(), masks));
        }
        match &self.norm {
            Some(norm) => norm.forward(x),
            None => x,
        }
    }

    #[track_caller]
    fn single(&self, (tgt, memory): (Tensor<2>, Tensor<2>)) -> Tensor<2> {
        self.single_masked((tgt, memory, &DecoderMasks::default()))
    }

    #[track_caller]
    fn single_masked(&self, (tgt, memory, masks): (Tensor<2>, Tensor<2>, &DecoderMasks)) -> Tensor<2> {
        let axis = self.layers.first().map_or(0, TransformerDecoderLayer::batch_axis);
        self.masked((tgt.insert_axis(axis), memory.insert_axis(axis), masks)).remove_axis(axis)
    }
}

/// The settings of a [`TransformerDecoder`], from which [`init`](Init::init) makes one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TransformerDecoderSpec {
    decoder_layer: TransformerDecoderLayerSpec,
    num_layers: usize,
    norm: bool,
}

setters!(TransformerDecoderSpec {
    /// Sets whether there is a layer norm behind all layers; by default there is none.
    norm: bool,
});

impl TransformerDecoderSpec {
    /// The output of whole tensors, for `#[shapes]`.
    #[doc(hidden)]
    pub const fn __of_several(&self, tgt: Shape, memory: Shape) -> Result<Shape, Message> {
        self.decoder_layer.settings.beside("TransformerDecoder", tgt, memory)
    }
}

#[diagnostic::do_not_recommend]
impl Init for TransformerDecoderSpec {
    type Module = TransformerDecoder;

    #[track_caller]
    fn init(&self, rng: &mut impl Rng) -> TransformerDecoder {
        let mut layers = Vec::with_capacity(self.num_layers);
        for _ in 0..self.num_layers {
            layers.push(self.decoder_layer.init(rng));
        }
        let norm = if self.norm { Some(self.decoder_layer.settings.norm(rng)) } else { None };
        TransformerDecoder { layers, norm }
    }
}

impl Forward<(Tensor<3>, Tensor<3>)> for TransformerDecoder {
    composed!(apply((Tensor<3>, Tensor<3>)) -> Tensor<3>);
}

#[diagnostic::do_not_recommend]
impl Forward<(Tensor<3>, Tensor<3>, &DecoderMasks)> for TransformerDecoder {
    composed!(masked((Tensor<3>, Tensor<3>, &DecoderMasks)) -> Tensor<3>);
}

#[diagnostic::do_not_recommend]
impl Forward<(Tensor<2>, Tensor<2>)> for TransformerDecoder {
    composed!(single((Tensor<2>, Tensor<2>)) -> Tensor<2>);
}

#[diagnostic::do_not_recommend]
impl Forward<(Tensor<2>, Tensor<2>, &DecoderMasks)> for TransformerDecoder {
    composed!(single_masked((Tensor<2>, Tensor<2>, &DecoderMasks)) -> Tensor<2>);
}
