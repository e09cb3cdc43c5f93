//! What is known of a batch beside its gradients: losses, which parameters took part, and updates of buffers.

use std::ops::Range;

use super::batch::{Batch, Shard};
use super::bytes::{Reader, Writer};
use super::call::Call;
use super::digest::Digest;
use super::fact::{self, Fact};
use super::flat::Flat;
use super::layout::Layout;
use super::updates::{self, Updates};
use super::world::World;
use crate::autodiff::Gradients;
use crate::error::Result;
use crate::storage::Dtype;

/// What this rank knows of its own shards.
pub(super) struct Own {
    pub(super) used: Vec<bool>,
    written: Writer,
}

impl Own {
    pub(super) fn new(layout: &Layout) -> Self {
        Own { used: vec![false; layout.params.len()], written: Writer::default() }
    }

    /// Writes down the loss of the next shard, and its updates.
    pub(super) fn note(
        &mut self,
        layout: &Layout,
        shard: &Shard<'_>,
        loss: f64,
        gradients: &Gradients,
    ) -> Result<()> {
        self.written.number(loss.to_bits());
        updates::write(layout, gradients, shard.samples().len(), &mut self.written)
    }
}

/// What is known of the shards of all ranks.
pub(super) struct Report {
    /// The sum over the samples.
    loss: f64,
    pub(super) used: Vec<bool>,
    updates: Updates,
}

impl Report {
    /// Joins what all ranks know, whose shards are in order; an error unless they are at one batch and model.
    pub(super) fn of_all(
        world: &World,
        call: Call,
        batch: &Batch,
        layout: &Layout,
        own: Own,
    ) -> Result<Report> {
        let mut mine = Writer::default();
        mine.storage(&own.used.into());
        mine.0.extend(own.written.0);
        let facts = facts(world, batch, layout);
        let reports = world.gather(call, fact::digest(&facts), || facts, mine.0)?;
        let used = vec![false; layout.params.len()];
        let mut report = Report { loss: 0.0, used, updates: Updates::default() };
        reports.iter().enumerate().try_for_each(|(rank, bytes)| {
            let numbers = world.shards_of(rank);
            report.read(&mut Reader(bytes), numbers, batch, layout, world.shards())
        })?;
        Ok(report)
    }

    /// Adds what a rank reports of its shards.
    fn read(
        &mut self,
        from: &mut Reader<'_>,
        numbers: Range<usize>,
        batch: &Batch,
        layout: &Layout,
        shards: usize,
    ) -> Result<()> {
        let used = from.storage(Dtype::Bool)?;
        let used = used.as_slice::<bool>().unwrap_or_default();
        self.used.iter_mut().zip(used).for_each(|(all, one)| *all |= one);
        numbers.into_iter().try_for_each(|number| {
            let samples = batch.samples_of(number, shards).len();
            self.loss += f64::from_bits(from.number()?) * samples as f64;
            self.updates.read(layout, from)
        })
    }

    /// The loss of the batch, and all that a step needs of it.
    pub(super) fn with(self, sum: Flat, layout: &Layout, batch: &Batch) -> (f64, Gradients) {
        let params = sum.into_params(layout, &self.used);
        let updates = self.updates.merged(layout);
        let gradients = Gradients { params, inputs: Vec::new(), updates, of_all_ranks: true };
        (self.loss / batch.samples().len() as f64, gradients)
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
    let mut digest = Digest::default();
    samples.iter().for_each(|sample| digest.number(*sample as u64));
    format!("{:?} and so on, with the checksum {:016x}", &samples[..MOST], digest.finish())
}
