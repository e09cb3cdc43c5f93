//! The gradients of a batch, of which each rank computes its shards.

use std::ops::Range;

use super::batch::{Batch, Shard};
use super::call::Call;
use super::flat::Flat;
use super::layout::Layout;
use super::report::{Own, Report};
use super::tree;
use super::world::World;
use crate::autodiff::Gradients;
use crate::error::{Error, Result};
use crate::module::Module;
use crate::storage::Float;
use crate::tensor::Tensor;

impl World {
    /// The loss of a batch and its gradients, to the bit the same on all ranks and for any number of them.
    ///
    /// The batch is cut into [`shards`](World::shards). Of each of its own, this rank asks for the loss, the mean over the
    /// samples of the shard, on the tape of the shard. Losses and gradients are then summed over all shards, each weighted
    /// by its share of the samples, in a fixed order. A parameter that took no part in a shard counts as zero there; one that
    /// took part in none has no gradient. Moving averages of buffers, as those of a batch norm, take the mean over the shards;
    /// what counts ([`Buffer::add`](crate::Buffer::add)) takes the sum.
    ///
    /// The gradients can be [clipped](Gradients::clip_grad_norm), added and scaled like any others, as long as all ranks do
    /// the same.
    ///
    /// # Errors
    ///
    /// On all ranks, before anything is summed, if the model, the batch or the number of shards is another on one of them,
    /// or if one does not come. On this rank, if a shard's loss depends on a parameter that the model does not train, if the
    /// batch holds no samples, or if the ranks cannot share the shards evenly.
    pub fn gradients<A: Float>(
        &self,
        model: &dyn Module,
        batch: &Batch,
        mut loss: impl FnMut(&Shard<'_>) -> Tensor<0, A>,
    ) -> Result<(f64, Gradients)> {
        self.check_batch(batch)?;
        self.gradients_of(&Layout::of(model), batch, |shard| backward(loss(shard)))
    }

    /// An error if the batch cannot be shared out.
    pub(super) fn check_batch(&self, batch: &Batch) -> Result<()> {
        self.check_shards()?;
        match batch.samples() {
            [] => Err(Error::setting("gradients: the batch holds no samples, expected at least one")),
            _ => Ok(()),
        }
    }

    /// The loss and the gradients of a batch, by what computes those of a shard.
    pub(super) fn gradients_of(
        &self,
        layout: &Layout,
        batch: &Batch,
        mut compute: impl FnMut(&Shard<'_>) -> Computed,
    ) -> Result<(f64, Gradients)> {
        let mut own = Own::new(layout);
        let partial =
            self.partial_sums(self.shards_of(self.rank()), layout, batch, &mut own, &mut compute)?;
        let report = Report::of_all(self, Call::Gradients, batch, layout, own)?;
        let sum = self.sum(layout, &report.used, partial)?;
        Ok(report.with(sum, layout, batch))
    }

    /// The sums of the gradients of these shards, by the nodes of the tree, each weighted by its share of the samples.
    pub(super) fn partial_sums(
        &self,
        shards: Range<usize>,
        layout: &Layout,
        batch: &Batch,
        own: &mut Own,
        compute: &mut impl FnMut(&Shard<'_>) -> Computed,
    ) -> Result<Vec<(Range<usize>, Flat)>> {
        let mut leaf = |number| {
            let shard = batch.shard(number, self.shards());
            let (loss, gradients) = match shard.samples() {
                [] => (0.0, Gradients::new()),
                _ => compute(&shard),
            };
            own.note(layout, &shard, loss, &gradients)?;
            Flat::of(layout, gradients, batch.share(&shard), &mut own.used)
        };
        tree::partial_sums(0..self.shards(), &shards, &mut leaf, &Flat::add)
    }
}

/// The loss of a shard, and its gradients.
pub(super) type Computed = (f64, Gradients);

pub(super) fn backward<A: Float>(loss: Tensor<0, A>) -> Computed {
    (loss.item().to_double(), loss.backward())
}
