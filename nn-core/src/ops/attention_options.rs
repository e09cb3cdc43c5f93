//! The settings of attention.

use crate::storage::Element;
use crate::tensor::Tensor;

/// How queries attend to keys: by default each to all, with a scale of `1/√size` and no dropout.
///
/// ```
/// use nn_core::ops::AttentionOptions;
/// use nn_core::prelude::*;
///
/// let x = Tensor::<4>::zeros([2, 4, 10, 8]);
/// let y = x.clone().scaled_dot_product_attention(&x, &x, &AttentionOptions::new().is_causal(true));
/// assert_eq!(y.shape(), [2, 4, 10, 8]);
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct AttentionOptions<A: Element = f32> {
    /// What is added to the scores, `[batch, heads, queries, keys]`, where an axis of size 1 stands for all but the last:
    /// −∞ where a query does not see a key.
    pub attn_mask: Option<Tensor<4, A>>,
    /// The probability of the dropout of weights.
    pub dropout: f64,
    /// Whether query `i` sees the keys up to `i` alone.
    pub is_causal: bool,
    /// What the scores are multiplied by; `1/√size` without it.
    pub scale: Option<f64>,
}

impl<A: Element> AttentionOptions<A> {
    /// Each query attends to all keys.
    pub const fn new() -> Self {
        AttentionOptions { attn_mask: None, dropout: 0.0, is_causal: false, scale: None }
    }

    /// Sets what is added to the scores.
    pub fn attn_mask(self, attn_mask: Tensor<4, A>) -> Self {
        AttentionOptions { attn_mask: Some(attn_mask), ..self }
    }

    /// Sets the probability of the dropout of weights.
    pub fn dropout(self, dropout: f64) -> Self {
        AttentionOptions { dropout, ..self }
    }

    /// Sets whether query `i` sees the keys up to `i` alone.
    pub fn is_causal(self, is_causal: bool) -> Self {
        AttentionOptions { is_causal, ..self }
    }

    /// Sets what the scores are multiplied by.
    pub fn scale(self, scale: f64) -> Self {
        AttentionOptions { scale: Some(scale), ..self }
    }
}

impl<A: Element> Default for AttentionOptions<A> {
    fn default() -> Self {
        Self::new()
    }
}
