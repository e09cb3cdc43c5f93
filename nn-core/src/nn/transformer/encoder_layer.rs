//! `TransformerEncoderLayer`.

use rand::Rng;

use super::settings::{Settings, TransformerActivation, settings_setters};
use crate::init::Init;
use crate::nn::forward::composed;
use crate::nn::layer::layer;
use crate::nn::{AttentionMask, Dropout, LayerNorm, Linear, MultiheadAttention};
use crate::shape::{Message, Shape};
use crate::{Forward, Tensor};

/// Self-attention and two linear maps, each added to what it takes and normalised
/// ([Vaswani et al. 2017](https://arxiv.org/abs/1706.03762)):
/// [`torch.nn.TransformerEncoderLayer`](https://pytorch.org/docs/stable/generated/torch.nn.TransformerEncoderLayer.html).
///
/// # Shapes
///
/// `[length, batch, d_model]`, or with the batch first, or without a batch, to the same. Behind it there may be an
/// [`&AttentionMask`](AttentionMask).
///
/// # Initial values
///
/// As those of [`MultiheadAttention`], [`Linear`] and [`LayerNorm`].
///
/// # Panics
///
/// The forward, if the input or the mask have other shapes.
///
/// ```
/// use nn_core::prelude::*;
///
/// let layer = TransformerEncoderLayer::spec(16, 4).dim_feedforward(32).batch_first(true).init(&mut rng(0));
/// let x = Tensor::<3>::zeros([2, 5, 16]);
/// assert_eq!(layer.forward((x.clone(), &AttentionMask::causal())).shape(), layer.forward(x).shape());
/// ```
#[derive(Clone, Debug)]
pub struct TransformerEncoderLayer {
    /// The attention of each step to all.
    pub self_attn: MultiheadAttention,
    /// The first linear map.
    pub linear1: Linear,
    /// Behind the activation.
    pub dropout: Dropout,
    /// The second linear map.
    pub linear2: Linear,
    /// With the attention.
    pub norm1: LayerNorm<1>,
    /// With the linear maps.
    pub norm2: LayerNorm<1>,
    /// Behind the attention.
    pub dropout1: Dropout,
    /// Behind the linear maps.
    pub dropout2: Dropout,
    settings: Settings,
}

layer!(
    TransformerEncoderLayer { self_attn, linear1, dropout, linear2, norm1, norm2, dropout1, dropout2 }
        | layer
        | "{}",
    layer.settings.describe()
);

impl TransformerEncoderLayer {
    /// A layer of PyTorch's defaults, which takes `[length, batch, d_model]`.
    #[track_caller]
    pub fn new(d_model: usize, nhead: usize, rng: &mut impl Rng) -> Self {
        Self::spec(d_model, nhead).init(rng)
    }

    /// The settings of a layer, from which [`init`](Init::init) makes one.
    pub const fn spec(d_model: usize, nhead: usize) -> TransformerEncoderLayerSpec {
        TransformerEncoderLayerSpec { settings: Settings::new(d_model, nhead) }
    }

    pub(super) fn batch_axis(&self) -> usize {
        self.settings.batch_axis()
    }

    #[track_caller]
    fn apply(&self, x: Tensor<3>) -> Tensor<3> {
        self.masked((x, &AttentionMask::new()))
    }

    #[track_caller]
    fn masked(&self, (x, mask): (Tensor<3>, &AttentionMask)) -> Tensor<3> {
        if self.settings.norm_first {
            let x = x.clone() + self.attended(self.norm1.forward(x), mask);
            return x.clone() + self.fed(self.norm2.forward(x));
        }
        let x = self.norm1.forward(x.clone() + self.attended(x, mask));
        self.norm2.forward(x.clone() + self.fed(x))
    }

    #[track_caller]
    fn attended(&self, x: Tensor<3>, mask: &AttentionMask) -> Tensor<3> {
        self.dropout1.forward(self.self_attn.forward((x, mask)))
    }

    #[track_caller]
    fn fed(&self, x: Tensor<3>) -> Tensor<3> {
        let x = self.settings.activation.of(self.linear1.forward(x));
        self.dropout2.forward(self.linear2.forward(self.dropout.forward(x)))
    }

    #[track_caller]
    fn single(&self, x: Tensor<2>) -> Tensor<2> {
        self.single_masked((x, &AttentionMask::new()))
    }

    #[track_caller]
    fn single_masked(&self, (x, mask): (Tensor<2>, &AttentionMask)) -> Tensor<2> {
        let axis = self.batch_axis();
        self.masked((x.insert_axis(axis), mask)).remove_axis(axis)
    }
}

/// The settings of a [`TransformerEncoderLayer`], from which [`init`](Init::init) makes one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TransformerEncoderLayerSpec {
    pub(super) settings: Settings,
}

settings_setters!(TransformerEncoderLayerSpec);

impl TransformerEncoderLayerSpec {
    /// The shape of a sample behind the layer, without the batch; or why it does not fit.
    pub const fn output_shape(&self, input: Shape) -> Result<Shape, Message> {
        self.settings.output_shape("TransformerEncoderLayer", input)
    }
}

#[diagnostic::do_not_recommend]
impl Init for TransformerEncoderLayerSpec {
    type Module = TransformerEncoderLayer;

    #[track_caller]
    fn init(&self, rng: &mut impl Rng) -> TransformerEncoderLayer {
        let settings = self.settings;
        TransformerEncoderLayer {
            self_attn: settings.attention(rng),
            linear1: settings.linear(settings.d_model, settings.dim_feedforward, rng),
            dropout: settings.drop(),
            linear2: settings.linear(settings.dim_feedforward, settings.d_model, rng),
            norm1: settings.norm(rng),
            norm2: settings.norm(rng),
            dropout1: settings.drop(),
            dropout2: settings.drop(),
            settings,
        }
    }
}

impl Forward<Tensor<3>> for TransformerEncoderLayer {
    composed!(apply(Tensor<3>) -> Tensor<3>);
}

#[diagnostic::do_not_recommend]
impl Forward<(Tensor<3>, &AttentionMask)> for TransformerEncoderLayer {
    composed!(masked((Tensor<3>, &AttentionMask)) -> Tensor<3>);
}

#[diagnostic::do_not_recommend]
impl Forward<Tensor<2>> for TransformerEncoderLayer {
    composed!(single(Tensor<2>) -> Tensor<2>);
}

#[diagnostic::do_not_recommend]
impl Forward<(Tensor<2>, &AttentionMask)> for TransformerEncoderLayer {
    composed!(single_masked((Tensor<2>, &AttentionMask)) -> Tensor<2>);
}
