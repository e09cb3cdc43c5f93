//! The gradients of a batch, of which each rank computes its shards.

use super::batch::{Batch, Shard};
use super::bytes::{Reader, Writer};
use super::call::Call;
use super::fact::{self, Fact};
use super::flat::Flat;
use super::layout::Layout;
use super::tree;
use super::updates::{self, Updates};
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
        let samples = batch.samples().len();
        let (mut own, mut used) = (Writer::default(), vec![false; layout.params.len()]);
        let mut leaf = |number| {
            let shard = batch.shard(number, self.shards());
            let (loss, gradients) = match shard.samples().len() {
                0 => (0.0, Gradients::new()),
                _ => compute(&shard),
            };
            own.number(loss.to_bits());
            updates::write(layout, &gradients, shard.samples().len(), &mut own)?;
            Flat::of(layout, gradients, shard.samples().len() as f64 / samples as f64, &mut used)
        };
        let (shards, range) = (self.shards(), self.shards_of(self.rank()));
        let partial = tree::partial_sums(0..shards, &range, &mut leaf, &Flat::add)?;
        let report = Report { loss: 0.0, used, updates: Updates::default() };
        let report = report.of_all(self, batch, layout, own)?;
        let params = self.sum(layout, &report.used, partial)?.into_params(layout, &report.used);
        let updates = report.updates.merged(layout);
        let gradients = Gradients { params, inputs: Vec::new(), updates, of_all_ranks: true };
        Ok((report.loss / samples as f64, gradients))
    }
}

/// The loss of a shard, and its gradients.
pub(super) type Computed = (f64, Gradients);

pub(super) fn backward<A: Float>(loss: Tensor<0, A>) -> Computed {
    (loss.item().to_double(), loss.backward())
}

/// What is known of a batch beside its gradients.
struct Report {
    /// The sum over the samples.
    loss: f64,
    used: Vec<bool>,
    updates: Updates,
}

impl Report {
    /// Joins the reports of all ranks, whose shards are in order; an error unless they are of one batch and model.
    fn of_all(mut self, world: &World, batch: &Batch, layout: &Layout, own: Writer) -> Result<Report> {
        let mut mine = Writer::default();
        mine.storage(&std::mem::take(&mut self.used).into());
        mine.0.extend(own.0);
        let facts = facts(world, batch, layout);
        let reports = world.gather(Call::Gradients, fact::digest(&facts), || facts, mine.0)?;
        self.used = vec![false; layout.params.len()];
        reports.iter().enumerate().try_for_each(|(rank, bytes)| {
            let numbers = world.shards_of(rank);
            self.read(&mut Reader(bytes), numbers, batch, layout, world.shards())
        })?;
        Ok(self)
    }

    /// Adds what a rank reports of its shards.
    fn read(
        &mut self,
        from: &mut Reader<'_>,
        numbers: std::ops::Range<usize>,
        batch: &Batch,
        layout: &Layout,
        shards: usize,
    ) -> Result<()> {
        let used = from.storage(crate::Dtype::Bool)?;
        let used = used.as_slice::<bool>().unwrap_or_default();
        self.used.iter_mut().zip(used).for_each(|(all, one)| *all |= one);
        numbers.into_iter().try_for_each(|number| {
            let samples = batch.shard(number, shards).samples().len();
            self.loss += f64::from_bits(from.number()?) * samples as f64;
            self.updates.read(layout, from)
        })
    }
}

/// What the ranks must agree on before anything is summed.
pub(super) fn facts(world: &World, batch: &Batch, layout: &Layout) -> Vec<Fact> {
    let own = [
        ("the number of shards", world.shards().to_string()),
        ("the seed", batch.seed().to_string()),
        ("the step", batch.step().to_string()),
        ("the size of the batch", batch.samples().len().to_string()),
        ("the samples of the batch", shortened(batch.samples())),
    ];
    let own = own.into_iter().map(|(name, value)| (name.to_owned(), value));
    own.chain(layout.facts.iter().cloned()).collect()
}

/// The numbers of samples, and a digest of those that a message has no room for.
fn shortened(samples: &[usize]) -> String {
    const MOST: usize = 8;
    if samples.len() <= MOST {
        return format!("{samples:?}");
    }
    let mut digest = super::digest::Digest::default();
    samples.iter().for_each(|sample| digest.number(*sample as u64));
    format!("{:?} and so on, with the checksum {:016x}", &samples[..MOST], digest.finish())
}
