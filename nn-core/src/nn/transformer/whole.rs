//! `Transformer`.

use rand::Rng;

use super::decoder::TransformerDecoder;
use super::decoder_layer::{DecoderMasks, TransformerDecoderLayerSpec};
use super::encoder::TransformerEncoder;
use super::encoder_layer::TransformerEncoderLayerSpec;
use super::settings::{Settings, TransformerActivation, settings_setters};
use crate::init::{Init, xavier_uniform};
use crate::nn::AttentionMask;
use crate::nn::forward::composed;
use crate::nn::layer::layer;
use crate::nn::spec::setters;
use crate::shape::{Message, Shape};
use crate::{AnyParam, Forward, Module, Path, Tensor, VisitMut, VisitorMut};

/// Which steps a [`Transformer`] does not see.
#[derive(Clone, Debug, Default)]
pub struct TransformerMasks {
    /// For the attention of the source to itself.
    pub src: AttentionMask,
    /// For the decoder: of the target to itself, and to the memory.
    pub decoder: DecoderMasks,
}

/// An encoder of the source and a decoder of the target that attends to what the encoder gives
/// ([Vaswani et al. 2017](https://arxiv.org/abs/1706.03762)):
/// [`torch.nn.Transformer`](https://pytorch.org/docs/stable/generated/torch.nn.Transformer.html).
///
/// # Shapes
///
/// A pair of the source `[source length, batch, d_model]` and the target `[target length, batch, d_model]`, or with the batch
/// first, or without a batch, to the shape of the target. Behind both there may be [`&TransformerMasks`](TransformerMasks).
///
/// # Initial values
///
/// Matrices are uniform in `±√(6 / (inputs + outputs))`, all others as those of the layers.
///
/// # Panics
///
/// The forward, if the inputs or the masks have other shapes.
///
/// ```
/// use nn_core::prelude::*;
///
/// let transformer = Transformer::spec().d_model(16).nhead(4).num_encoder_layers(1).num_decoder_layers(1);
/// let transformer = transformer.dim_feedforward(32).batch_first(true).init(&mut rng(0));
/// let (src, tgt) = (Tensor::<3>::zeros([2, 7, 16]), Tensor::<3>::zeros([2, 5, 16]));
/// let decoder = DecoderMasks { tgt: AttentionMask::causal(), ..DecoderMasks::default() };
/// let masks = TransformerMasks { decoder, ..TransformerMasks::default() };
/// assert_eq!(transformer.forward((src, tgt, &masks)).shape(), [2, 5, 16]);
/// ```
#[derive(Clone, Debug)]
pub struct Transformer {
    /// Makes the memory of the source.
    pub encoder: TransformerEncoder,
    /// Makes the output of the target and the memory.
    pub decoder: TransformerDecoder,
    settings: Settings,
}

layer!(Transformer { encoder, decoder } | layer | "{}", layer.settings.describe());

impl Transformer {
    /// The settings of a transformer, from which [`init`](Init::init) makes one: 512 features, 8 heads, and 6 layers on each
    /// side.
    pub const fn spec() -> TransformerSpec {
        TransformerSpec { settings: Settings::new(512, 8), num_encoder_layers: 6, num_decoder_layers: 6 }
    }

    #[track_caller]
    fn apply(&self, (src, tgt): (Tensor<3>, Tensor<3>)) -> Tensor<3> {
        self.masked((src, tgt, &TransformerMasks::default()))
    }

    #[track_caller]
    fn masked(&self, (src, tgt, masks): (Tensor<3>, Tensor<3>, &TransformerMasks)) -> Tensor<3> {
        let memory = self.encoder.forward((src.beside(&tgt), &masks.src));
        self.decoder.forward((tgt, memory, &masks.decoder))
    }

    #[track_caller]
    fn single(&self, (src, tgt): (Tensor<2>, Tensor<2>)) -> Tensor<2> {
        self.single_masked((src, tgt, &TransformerMasks::default()))
    }

    #[track_caller]
    fn single_masked(&self, (src, tgt, masks): (Tensor<2>, Tensor<2>, &TransformerMasks)) -> Tensor<2> {
        let axis = self.settings.batch_axis();
        self.masked((src.insert_axis(axis), tgt.insert_axis(axis), masks)).remove_axis(axis)
    }
}

/// The settings of a [`Transformer`], from which [`init`](Init::init) makes one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TransformerSpec {
    settings: Settings,
    num_encoder_layers: usize,
    num_decoder_layers: usize,
}

setters!(TransformerSpec {
    /// Sets how many features each step has; by default 512.
    d_model: usize => settings.d_model,
    /// Sets how many heads there are; by default 8.
    nhead: usize => settings.nhead,
    /// Sets how many layers the encoder has; by default 6.
    num_encoder_layers: usize,
    /// Sets how many layers the decoder has; by default 6.
    num_decoder_layers: usize,
});
settings_setters!(TransformerSpec);

impl TransformerSpec {
    /// The output of whole tensors, for `#[shapes]`.
    #[doc(hidden)]
    pub const fn __of_several(&self, src: Shape, tgt: Shape) -> Result<Shape, Message> {
        self.settings.beside("Transformer", tgt, src)
    }
}

#[diagnostic::do_not_recommend]
impl Init for TransformerSpec {
    type Module = Transformer;

    #[track_caller]
    fn init(&self, rng: &mut impl Rng) -> Transformer {
        let settings = self.settings;
        let encoder_layer = TransformerEncoderLayerSpec { settings };
        let decoder_layer = TransformerDecoderLayerSpec { settings };
        let encoder = TransformerEncoder::spec(encoder_layer, self.num_encoder_layers).norm(true).init(rng);
        let decoder = TransformerDecoder::spec(decoder_layer, self.num_decoder_layers).norm(true).init(rng);
        let mut transformer = Transformer { encoder, decoder, settings };
        transformer.visit_mut(&Path::ROOT, &mut VisitMut::new(&mut XavierUniform(rng)));
        transformer
    }
}

/// Draws the values of all matrices anew.
struct XavierUniform<'a, R: Rng>(&'a mut R);

impl<R: Rng> VisitorMut for XavierUniform<'_, R> {
    fn param(&mut self, _: &Path<'_>, param: &mut dyn AnyParam) {
        if let &[outputs, inputs] = param.shape() {
            param
                .set_value(xavier_uniform([outputs, inputs], 1.0, self.0).into())
                .expect("it has the same shape");
        }
    }
}

impl Forward<(Tensor<3>, Tensor<3>)> for Transformer {
    composed!(apply((Tensor<3>, Tensor<3>)) -> Tensor<3>);
}

#[diagnostic::do_not_recommend]
impl Forward<(Tensor<3>, Tensor<3>, &TransformerMasks)> for Transformer {
    composed!(masked((Tensor<3>, Tensor<3>, &TransformerMasks)) -> Tensor<3>);
}

#[diagnostic::do_not_recommend]
impl Forward<(Tensor<2>, Tensor<2>)> for Transformer {
    composed!(single((Tensor<2>, Tensor<2>)) -> Tensor<2>);
}

#[diagnostic::do_not_recommend]
impl Forward<(Tensor<2>, Tensor<2>, &TransformerMasks)> for Transformer {
    composed!(single_masked((Tensor<2>, Tensor<2>, &TransformerMasks)) -> Tensor<2>);
}
