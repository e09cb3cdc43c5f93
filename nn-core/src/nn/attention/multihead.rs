//! `MultiheadAttention`.

use rand::Rng;

use super::mask::AttentionMask;
use super::spec::MultiheadAttentionSpec;
use crate::init::Init;
use crate::nn::Linear;
use crate::nn::forward::{forward, traced};
use crate::nn::layer::{layer, unless_default};
use crate::{Forward, Param, Tensor};

/// Attention by several heads ([Vaswani et al. 2017](https://arxiv.org/abs/1706.03762)):
/// [`torch.nn.MultiheadAttention`](https://pytorch.org/docs/stable/generated/torch.nn.MultiheadAttention.html).
/// Queries, keys and values each go through a linear map, each head takes its part of the features of all three to
/// `softmax(q·kᵀ/√size)·v`, and what all heads give goes through `out_proj`.
///
/// # Shapes
///
/// - `x`, `[length, batch, embed_dim]`: the attention of each step to all steps, of the same shape.
/// - `(query, key, value)` of `[queries, batch, embed_dim]`, `[keys, batch, kdim]` and `[keys, batch, vdim]`: a pair of the
///   result, `[queries, batch, embed_dim]`, and of the weights, `[batch, queries, keys]`, the mean of all heads.
///
/// Behind either there may be an [`&AttentionMask`](AttentionMask), the batch may be left out, and comes first if the spec
/// says so. [`attend`](Self::attend) gives the result without the weights, for which alone all scores must be in memory.
///
/// # Initial values
///
/// The weights of queries, keys and values are uniform in `±√(6 / (inputs + outputs))`, that of `out_proj` in
/// `±1/√embed_dim`, and biases are 0.
///
/// # Panics
///
/// The forward, if the inputs or the mask have other shapes.
///
/// ```
/// use nn_core::prelude::*;
///
/// let attention = MultiheadAttention::spec(16, 4).batch_first(true).init(&mut rng(0));
/// let x = Tensor::<3>::zeros([2, 5, 16]);
/// assert_eq!(attention.forward((x.clone(), &AttentionMask::causal())).shape(), [2, 5, 16]);
///
/// let memory = Tensor::<3>::zeros([2, 7, 16]);
/// let (y, weights) = attention.forward((x, memory.clone(), memory));
/// assert_eq!((y.shape(), weights.shape()), ([2, 5, 16], [2, 5, 7]));
/// ```
#[derive(Clone, Debug)]
pub struct MultiheadAttention {
    /// `[3 · embed_dim, embed_dim]`, for queries, keys and values, if all have as many features.
    pub in_proj_weight: Option<Param<2>>,
    /// `[embed_dim, embed_dim]`, if keys or values have another number of features.
    pub q_proj_weight: Option<Param<2>>,
    /// `[embed_dim, kdim]`, likewise.
    pub k_proj_weight: Option<Param<2>>,
    /// `[embed_dim, vdim]`, likewise.
    pub v_proj_weight: Option<Param<2>>,
    /// `[3 · embed_dim]`, unless the spec said `bias(false)`.
    pub in_proj_bias: Option<Param<1>>,
    /// `[1, 1, embed_dim]`, a key behind all others, if the spec said `add_bias_kv(true)`.
    pub bias_k: Option<Param<3>>,
    /// `[1, 1, embed_dim]`, its value.
    pub bias_v: Option<Param<3>>,
    /// What the results of all heads go through.
    pub out_proj: Linear,
    pub(super) spec: MultiheadAttentionSpec,
}

layer!(
    MultiheadAttention {
        in_proj_weight,
        q_proj_weight,
        k_proj_weight,
        v_proj_weight,
        in_proj_bias,
        bias_k,
        bias_v,
        out_proj
    } | layer
        | "{}, {}{}{}{}{}{}",
    layer.spec.embed_dim,
    layer.spec.num_heads,
    unless_default("dropout", layer.spec.dropout, 0.0),
    unless_default("bias", layer.spec.bias, true),
    unless_default("add_bias_kv", layer.spec.add_bias_kv, false),
    unless_default("add_zero_attn", layer.spec.add_zero_attn, false),
    unless_default("batch_first", layer.spec.batch_first, false)
);

impl MultiheadAttention {
    /// A layer with biases, which takes `[length, batch, embed_dim]`.
    #[track_caller]
    pub fn new(embed_dim: usize, num_heads: usize, rng: &mut impl Rng) -> Self {
        Self::spec(embed_dim, num_heads).init(rng)
    }

    /// The result without the weights, which PyTorch calls `need_weights=False`.
    #[doc(alias = "need_weights")]
    #[track_caller]
    pub fn attend(
        &self,
        query: Tensor<3>,
        key: Tensor<3>,
        value: Tensor<3>,
        mask: &AttentionMask,
    ) -> Tensor<3> {
        let x = (query, key, value, mask);
        traced!(self.across(x))
    }

    #[track_caller]
    fn across(
        &self,
        (query, key, value, mask): (Tensor<3>, Tensor<3>, Tensor<3>, &AttentionMask),
    ) -> Tensor<3> {
        let heads = self.project([query, key, value]);
        self.merged(heads, mask)
    }

    #[track_caller]
    fn itself(&self, x: Tensor<3>) -> Tensor<3> {
        self.itself_masked((x, &AttentionMask::new()))
    }

    #[track_caller]
    fn itself_masked(&self, (x, mask): (Tensor<3>, &AttentionMask)) -> Tensor<3> {
        let heads = self.project_itself(x);
        self.merged(heads, mask)
    }

    #[track_caller]
    fn weighted(&self, (query, key, value): (Tensor<3>, Tensor<3>, Tensor<3>)) -> (Tensor<3>, Tensor<3>) {
        self.weighted_masked((query, key, value, &AttentionMask::new()))
    }

    #[track_caller]
    fn weighted_masked(
        &self,
        (query, key, value, mask): (Tensor<3>, Tensor<3>, Tensor<3>, &AttentionMask),
    ) -> (Tensor<3>, Tensor<3>) {
        let heads = self.project([query, key, value]);
        self.merged_and_weights(heads, mask)
    }

    #[track_caller]
    fn single(&self, x: Tensor<2>) -> Tensor<2> {
        let axis = self.batch_axis();
        self.itself(x.insert_axis(axis)).remove_axis(axis)
    }

    #[track_caller]
    fn single_masked(&self, (x, mask): (Tensor<2>, &AttentionMask)) -> Tensor<2> {
        let axis = self.batch_axis();
        self.itself_masked((x.insert_axis(axis), mask)).remove_axis(axis)
    }

    #[track_caller]
    fn single_weighted(
        &self,
        (query, key, value): (Tensor<2>, Tensor<2>, Tensor<2>),
    ) -> (Tensor<2>, Tensor<2>) {
        self.single_weighted_masked((query, key, value, &AttentionMask::new()))
    }

    #[track_caller]
    fn single_weighted_masked(
        &self,
        (query, key, value, mask): (Tensor<2>, Tensor<2>, Tensor<2>, &AttentionMask),
    ) -> (Tensor<2>, Tensor<2>) {
        let axis = self.batch_axis();
        let (query, key, value) = (query.insert_axis(axis), key.insert_axis(axis), value.insert_axis(axis));
        let (y, weights) = self.weighted_masked((query, key, value, mask));
        (y.remove_axis(axis), weights.remove_axis(0))
    }

    /// Where the batch stands.
    pub(super) fn batch_axis(&self) -> usize {
        usize::from(!self.spec.batch_first)
    }
}

impl Forward<Tensor<3>> for MultiheadAttention {
    forward!(itself(Tensor<3>) -> Tensor<3>);
}

#[diagnostic::do_not_recommend]
impl Forward<(Tensor<3>, &AttentionMask)> for MultiheadAttention {
    forward!(itself_masked((Tensor<3>, &AttentionMask)) -> Tensor<3>);
}

#[diagnostic::do_not_recommend]
impl Forward<(Tensor<3>, Tensor<3>, Tensor<3>)> for MultiheadAttention {
    forward!(weighted((Tensor<3>, Tensor<3>, Tensor<3>)) -> (Tensor<3>, Tensor<3>));
}

#[diagnostic::do_not_recommend]
impl Forward<(Tensor<3>, Tensor<3>, Tensor<3>, &AttentionMask)> for MultiheadAttention {
    forward!(weighted_masked((Tensor<3>, Tensor<3>, Tensor<3>, &AttentionMask)) -> (Tensor<3>, Tensor<3>));
}

#[diagnostic::do_not_recommend]
impl Forward<Tensor<2>> for MultiheadAttention {
    forward!(single(Tensor<2>) -> Tensor<2>);
}

#[diagnostic::do_not_recommend]
impl Forward<(Tensor<2>, &AttentionMask)> for MultiheadAttention {
    forward!(single_masked((Tensor<2>, &AttentionMask)) -> Tensor<2>);
}

#[diagnostic::do_not_recommend]
impl Forward<(Tensor<2>, Tensor<2>, Tensor<2>)> for MultiheadAttention {
    forward!(single_weighted((Tensor<2>, Tensor<2>, Tensor<2>)) -> (Tensor<2>, Tensor<2>));
}

#[diagnostic::do_not_recommend]
impl Forward<(Tensor<2>, Tensor<2>, Tensor<2>, &AttentionMask)> for MultiheadAttention {
    forward!(
        single_weighted_masked((Tensor<2>, Tensor<2>, Tensor<2>, &AttentionMask)) -> (Tensor<2>, Tensor<2>)
    );
}
