//! `MultiheadAttention`.

mod heads;
mod mask;
mod multihead;
mod projection;
mod spec;
#[cfg(test)]
mod tests;

pub use mask::{AttentionMask, AttnMask, KeyPaddingMask};
pub use multihead::MultiheadAttention;
pub use spec::MultiheadAttentionSpec;
