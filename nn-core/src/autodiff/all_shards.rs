//! What the shards of a batch, each on a tape of its own, compute together.

use std::panic::{RefUnwindSafe, UnwindSafe};

/// One of several shards that run the same forward at the same time. The auto traits tell a tensor, which may be on its
/// tape, from what may hold parameters.
pub(crate) trait AllShards: Send + Sync + UnwindSafe + RefUnwindSafe {
    /// The sums over all shards of what each brings to its call of this number, in the order of the shards.
    fn sum(&self, values: Vec<f64>) -> Vec<f64>;

    /// The share of this shard in the loss of the batch: the loss on its tape is its own alone.
    fn share(&self) -> f64;

    /// Whether it is the one that speaks for all, where something counts once for a batch.
    fn is_first(&self) -> bool;
}
