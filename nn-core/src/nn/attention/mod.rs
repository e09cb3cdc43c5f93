//! `MultiheadAttention`.

mod heads;
mod mask;
mod multihead;
mod projection;
mod spec;

pub use mask::{AttentionMask, AttnMask, KeyPaddingMask};
pub use multihead::MultiheadAttention;
pub use spec::MultiheadAttentionSpec;
