//! Which keys a query does not see.

use crate::Tensor;
use crate::autodiff::Place;
use crate::ops::AttentionOptions;

/// Which keys the queries do not see, as [`MultiheadAttention`](super::MultiheadAttention) and the layers of a transformer
/// take it. As in PyTorch, `true` hides a key.
///
/// ```
/// use nn_core::prelude::*;
///
/// let attention = MultiheadAttention::spec(8, 2).batch_first(true).init(&mut rng(0));
/// let x = Tensor::<3>::zeros([1, 3, 8]);
/// let padding = Tensor::from(ndarray::array![[false, false, true]]);
/// let y = attention.forward((x, &AttentionMask::causal().key_padding_mask(padding)));
/// assert_eq!(y.shape(), [1, 3, 8]);
/// ```
#[derive(Clone, Debug, Default)]
pub struct AttentionMask {
    /// What is added to the scores, `[1 or batch · heads, queries, keys]`.
    attn_mask: Option<Tensor<3>>,
    /// What is added to the scores of all queries, `[batch, keys]`.
    key_padding_mask: Option<Tensor<2>>,
    is_causal: bool,
}

impl AttentionMask {
    /// Nothing is hidden.
    pub const fn new() -> Self {
        AttentionMask { attn_mask: None, key_padding_mask: None, is_causal: false }
    }

    /// Each query sees the keys up to its own place alone.
    #[doc(alias = "generate_square_subsequent_mask")]
    pub const fn causal() -> Self {
        AttentionMask { attn_mask: None, key_padding_mask: None, is_causal: true }
    }

    /// Hides keys from single queries: a mask of `[queries, keys]` for all heads, or of `[batch · heads, queries, keys]`. A
    /// mask of numbers is added to the scores.
    pub fn attn_mask(self, mask: impl AttnMask) -> Self {
        AttentionMask { attn_mask: Some(mask.added()), ..self }
    }

    /// Hides keys of each sequence from all queries, since they only fill it up: `[batch, keys]`, or `[keys]` of a sequence
    /// alone.
    pub fn key_padding_mask(self, mask: impl KeyPaddingMask) -> Self {
        AttentionMask { key_padding_mask: Some(mask.added()), ..self }
    }

    /// Whether nothing is hidden.
    fn is_empty(&self) -> bool {
        self.attn_mask.is_none() && self.key_padding_mask.is_none()
    }

    /// The options of the operation for scores of `[batch, heads, queries, keys]`, of which the last `more` keys are always
    /// seen.
    #[track_caller]
    pub(super) fn options(&self, scores: [usize; 4], more: usize) -> AttentionOptions {
        // Behind the diagonal there may be keys that are always seen.
        let explicit = self.is_causal && more > 0;
        let options = AttentionOptions::new().is_causal(self.is_causal && !explicit);
        if self.is_empty() && !explicit {
            options
        } else {
            options.attn_mask(self.added(scores, more, explicit))
        }
    }

    /// All that is added to the scores.
    #[track_caller]
    pub(super) fn added(
        &self,
        [batch, heads, queries, keys]: [usize; 4],
        more: usize,
        causal: bool,
    ) -> Tensor<4> {
        let own = keys - more;
        let mut sum = if causal { causal_scores(queries, own) } else { Tensor::zeros([1, 1, 1, own]) };
        if let Some(mask) = &self.attn_mask {
            sum = over_heads(mask, [batch, heads, queries, own]) + sum;
        }
        if let Some(mask) = &self.key_padding_mask {
            assert!(
                mask.shape() == [batch, own],
                "AttentionMask: {batch} sequences of {own} keys need a key_padding_mask of shape [{batch}, {own}], got {:?}",
                mask.shape()
            );
            sum = mask.clone().reshape([batch, 1, 1, own]) + sum;
        }
        if more > 0 { sum.pad([0, more]) } else { sum }
    }

    /// All that is added to the scores, where the operation knows of no diagonal.
    #[track_caller]
    pub(super) fn all_added(&self, scores: [usize; 4], more: usize) -> Tensor<4> {
        self.added(scores, more, self.is_causal)
    }
}

#[track_caller]
fn over_heads(mask: &Tensor<3>, [batch, heads, queries, keys]: [usize; 4]) -> Tensor<4> {
    let (got, each) = (mask.shape(), batch * heads);
    assert!(
        got[1..] == [queries, keys] && (got[0] == 1 || got[0] == each),
        "AttentionMask: {queries} queries and {keys} keys need an attn_mask of shape [{queries}, {keys}] or \
         [{each}, {queries}, {keys}], got {:?}",
        if got[0] == 1 { &got[1..] } else { &got[..] }
    );
    let shape = if got[0] == 1 { [1, 1, queries, keys] } else { [batch, heads, queries, keys] };
    mask.clone().reshape(shape)
}

fn causal_scores(queries: usize, keys: usize) -> Tensor<4> {
    let score = |i: usize| hidden(i % keys.max(1) > i / keys.max(1));
    Tensor::new([1, 1, queries, keys], (0..queries * keys).map(score).collect())
}

fn hidden(is_hidden: bool) -> f32 {
    if is_hidden { f32::NEG_INFINITY } else { 0.0 }
}

fn numbers<const N: usize>(mask: &Tensor<N, bool>) -> Tensor<N> {
    if let Place::Traced(..) = mask.place() {
        return Tensor::zeros(mask.shape()).beside(mask).masked_fill(mask, hidden(true));
    }
    Tensor::new(mask.shape(), mask.as_slice().iter().map(|&is_hidden| hidden(is_hidden)).collect())
}

/// What [`AttentionMask::attn_mask`] takes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no mask of queries and keys",
    label = "expected a tensor of rank 2 or 3 of `bool` or `f32`"
)]
pub trait AttnMask {
    /// What is added to the scores.
    #[doc(hidden)]
    fn added(self) -> Tensor<3>;
}

/// What [`AttentionMask::key_padding_mask`] takes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no mask of keys",
    label = "expected a tensor of rank 1 or 2 of `bool` or `f32`"
)]
pub trait KeyPaddingMask {
    /// What is added to the scores.
    #[doc(hidden)]
    fn added(self) -> Tensor<2>;
}

impl AttnMask for Tensor<3> {
    fn added(self) -> Tensor<3> {
        self
    }
}

impl AttnMask for Tensor<2> {
    fn added(self) -> Tensor<3> {
        self.insert_axis(0)
    }
}

impl AttnMask for Tensor<3, bool> {
    fn added(self) -> Tensor<3> {
        numbers(&self)
    }
}

impl AttnMask for Tensor<2, bool> {
    fn added(self) -> Tensor<3> {
        numbers(&self).insert_axis(0)
    }
}

impl KeyPaddingMask for Tensor<2> {
    fn added(self) -> Tensor<2> {
        self
    }
}

impl KeyPaddingMask for Tensor<1> {
    fn added(self) -> Tensor<2> {
        self.insert_axis(0)
    }
}

impl KeyPaddingMask for Tensor<2, bool> {
    fn added(self) -> Tensor<2> {
        numbers(&self)
    }
}

impl KeyPaddingMask for Tensor<1, bool> {
    fn added(self) -> Tensor<2> {
        numbers(&self).insert_axis(0)
    }
}
