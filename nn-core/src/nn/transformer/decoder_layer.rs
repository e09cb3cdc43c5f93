//! `TransformerDecoderLayer`.

use rand::Rng;

use super::settings::{Settings, TransformerActivation, settings_setters};
use crate::init::Init;
use crate::nn::forward::composed;
use crate::nn::layer::layer;
use crate::nn::{AttentionMask, Dropout, LayerNorm, Linear, MultiheadAttention};
use crate::shape::{Message, Shape};
use crate::{Forward, Tensor};

/// Which steps a decoder does not see: of its own input, and of the memory.
///
/// ```
/// use nn_core::prelude::*;
///
/// let masks = DecoderMasks { tgt: AttentionMask::causal(), ..DecoderMasks::default() };
/// let layer = TransformerDecoderLayer::spec(16, 4).init(&mut rng(0));
/// let (tgt, memory) = (Tensor::<3>::zeros([5, 2, 16]), Tensor::<3>::zeros([7, 2, 16]));
/// assert_eq!(layer.forward((tgt, memory, &masks)).shape(), [5, 2, 16]);
/// ```
#[derive(Clone, Debug, Default)]
pub struct DecoderMasks {
    /// For the attention of the input to itself.
    pub tgt: AttentionMask,
    /// For the attention of the input to the memory.
    pub memory: AttentionMask,
}

/// Self-attention, attention to a memory, and two linear maps, each added to what it takes and normalised
/// ([Vaswani et al. 2017](https://arxiv.org/abs/1706.03762)):
/// [`torch.nn.TransformerDecoderLayer`](https://pytorch.org/docs/stable/generated/torch.nn.TransformerDecoderLayer.html).
///
/// # Shapes
///
/// A pair of the input `[length, batch, d_model]` and the memory `[memory length, batch, d_model]`, or with the batch first,
/// or without a batch, to the shape of the input. Behind both there may be [`&DecoderMasks`](DecoderMasks).
///
/// # Initial values
///
/// As those of [`MultiheadAttention`], [`Linear`] and [`LayerNorm`].
///
/// # Panics
///
/// The forward, if the inputs or the masks have other shapes.
///
/// ```
/// use nn_core::prelude::*;
///
/// let layer = TransformerDecoderLayer::spec(16, 4).batch_first(true).init(&mut rng(0));
/// let (tgt, memory) = (Tensor::<3>::zeros([2, 5, 16]), Tensor::<3>::zeros([2, 7, 16]));
/// assert_eq!(layer.forward((tgt, memory)).shape(), [2, 5, 16]);
/// ```
#[derive(Clone, Debug)]
pub struct TransformerDecoderLayer {
    /// The attention of each step to all.
    pub self_attn: MultiheadAttention,
    /// The attention to the memory.
    pub multihead_attn: MultiheadAttention,
    /// The first linear map.
    pub linear1: Linear,
    /// Behind the activation.
    pub dropout: Dropout,
    /// The second linear map.
    pub linear2: Linear,
    /// With the attention to itself.
    pub norm1: LayerNorm<1>,
    /// With the attention to the memory.
    pub norm2: LayerNorm<1>,
    /// With the linear maps.
    pub norm3: LayerNorm<1>,
    /// Behind the attention to itself.
    pub dropout1: Dropout,
    /// Behind the attention to the memory.
    pub dropout2: Dropout,
    /// Behind the linear maps.
    pub dropout3: Dropout,
    settings: Settings,
}

layer!(
    TransformerDecoderLayer {
        self_attn,
        multihead_attn,
        linear1,
        dropout,
        linear2,
        norm1,
        norm2,
        norm3,
        dropout1,
        dropout2,
        dropout3
    } | layer
        | "{}",
    layer.settings.describe()
);

impl TransformerDecoderLayer {
    /// A layer of PyTorch's defaults, which takes `[length, batch, d_model]`.
    #[track_caller]
    pub fn new(d_model: usize, nhead: usize, rng: &mut impl Rng) -> Self {
        Self::spec(d_model, nhead).init(rng)
    }

    /// The settings of a layer, from which [`init`](Init::init) makes one.
    pub const fn spec(d_model: usize, nhead: usize) -> TransformerDecoderLayerSpec {
        TransformerDecoderLayerSpec { settings: Settings::new(d_model, nhead) }
    }

    pub(super) fn batch_axis(&self) -> usize {
        self.settings.batch_axis()
    }

    #[track_caller]
    fn apply(&self, (tgt, memory): (Tensor<3>, Tensor<3>)) -> Tensor<3> {
        self.masked((tgt, memory, &DecoderMasks::default()))
    }

    #[track_caller]
    fn masked(&self, (x, memory, masks): (Tensor<3>, Tensor<3>, &DecoderMasks)) -> Tensor<3> {
        let x = x.beside(&memory);
        if self.settings.norm_first {
            let x = x.clone() + self.attended(self.norm1.forward(x), &masks.tgt);
            let x = x.clone() + self.remembered(self.norm2.forward(x), memory, &masks.memory);
            return x.clone() + self.fed(self.norm3.forward(x));
        }
        let x = self.norm1.forward(x.clone() + self.attended(x, &masks.tgt));
        let x = self.norm2.forward(x.clone() + self.remembered(x, memory, &masks.memory));
        self.norm3.forward(x.clone() + self.fed(x))
    }

    #[track_caller]
    fn attended(&self, x: Tensor<3>, mask: &AttentionMask) -> Tensor<3> {
        self.dropout1.forward(self.self_attn.forward((x, mask)))
    }

    #[track_caller]
    fn remembered(&self, x: Tensor<3>, memory: Tensor<3>, mask: &AttentionMask) -> Tensor<3> {
        self.dropout2.forward(self.multihead_attn.attend(x, memory.clone(), memory, mask))
    }

    #[track_caller]
    fn fed(&self, x: Tensor<3>) -> Tensor<3> {
        let x = self.settings.activation.of(self.linear1.forward(x));
        self.dropout3.forward(self.linear2.forward(self.dropout.forward(x)))
    }

    #[track_caller]
    fn single(&self, (tgt, memory): (Tensor<2>, Tensor<2>)) -> Tensor<2> {
        self.single_masked((tgt, memory, &DecoderMasks::default()))
    }

    #[track_caller]
    fn single_masked(&self, (tgt, memory, masks): (Tensor<2>, Tensor<2>, &DecoderMasks)) -> Tensor<2> {
        let axis = self.batch_axis();
        self.masked((tgt.insert_axis(axis), memory.insert_axis(axis), masks)).remove_axis(axis)
    }
}

/// The settings of a [`TransformerDecoderLayer`], from which [`init`](Init::init) makes one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TransformerDecoderLayerSpec {
    pub(super) settings: Settings,
}

settings_setters!(TransformerDecoderLayerSpec);

impl TransformerDecoderLayerSpec {
    /// The output of whole tensors, for `#[shapes]`.
    #[doc(hidden)]
    pub const fn __of_several(&self, tgt: Shape, memory: Shape) -> Result<Shape, Message> {
        self.settings.beside("TransformerDecoderLayer", tgt, memory)
    }
}

#[diagnostic::do_not_recommend]
impl Init for TransformerDecoderLayerSpec {
    type Module = TransformerDecoderLayer;

    #[track_caller]
    fn init(&self, rng: &mut impl Rng) -> TransformerDecoderLayer {
        let settings = self.settings;
        TransformerDecoderLayer {
            self_attn: settings.attention(rng),
            multihead_attn: settings.attention(rng),
            linear1: settings.linear(settings.d_model, settings.dim_feedforward, rng),
            dropout: settings.drop(),
            linear2: settings.linear(settings.dim_feedforward, settings.d_model, rng),
            norm1: settings.norm(rng),
            norm2: settings.norm(rng),
            norm3: settings.norm(rng),
            dropout1: settings.drop(),
            dropout2: settings.drop(),
            dropout3: settings.drop(),
            settings,
        }
    }
}

impl Forward<(Tensor<3>, Tensor<3>)> for TransformerDecoderLayer {
    composed!(apply((Tensor<3>, Tensor<3>)) -> Tensor<3>);
}

#[diagnostic::do_not_recommend]
impl Forward<(Tensor<3>, Tensor<3>, &DecoderMasks)> for TransformerDecoderLayer {
    composed!(masked((Tensor<3>, Tensor<3>, &DecoderMasks)) -> Tensor<3>);
}

#[diagnostic::do_not_recommend]
impl Forward<(Tensor<2>, Tensor<2>)> for TransformerDecoderLayer {
    composed!(single((Tensor<2>, Tensor<2>)) -> Tensor<2>);
}

#[diagnostic::do_not_recommend]
impl Forward<(Tensor<2>, Tensor<2>, &DecoderMasks)> for TransformerDecoderLayer {
    composed!(single_masked((Tensor<2>, Tensor<2>, &DecoderMasks)) -> Tensor<2>);
}
