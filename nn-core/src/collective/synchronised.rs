//! Gradients of a batch whose shards share the statistics of their batch norms.

use std::panic::resume_unwind;
use std::sync::Arc;
use std::thread;

use super::batch::{Batch, Shard};
use super::bytes::{Reader, Writer};
use super::call::Call;
use super::fact::{self, Fact};
use super::gradients::{Computed, backward};
use super::layout::Layout;
use super::meeting::{Abandoned, Meeting, Member};
use super::report::facts;
use super::world::World;
use crate::autodiff::Gradients;
use crate::error::{Error, Result};
use crate::module::Module;
use crate::storage::Float;
use crate::tensor::Tensor;

impl World {
    /// Like [`gradients`](World::gradients), but batch norms normalise by the statistics of the whole batch instead of each
    /// shard's, as in PyTorch's
    /// [`SyncBatchNorm`](https://docs.pytorch.org/docs/2.8/generated/torch.nn.SyncBatchNorm.html): for batches so small, or
    /// shards so many, that the statistics of one say little. Nothing changes in the model.
    ///
    /// ```
    /// use nn_core::collective::{Batch, threads};
    /// use nn_core::prelude::*;
    ///
    /// # fn main() -> nn_core::Result<()> {
    /// let losses = threads(2, |world| {
    ///     // One sample a shard, of which no statistics could be taken.
    ///     let model = (Linear::new(2, 4, &mut rng(0)), BatchNorm1d::new(4), Relu, Linear::new(4, 1, &mut rng(1)));
    ///     let batch = Batch::new([3, 1, 4, 1, 5, 9, 2, 6], 7, 0);
    ///     let (loss, _gradients) = world.synchronised_gradients(&model, &batch, |shard| {
    ///         let x = Tensor::from_fn([shard.samples().len(), 2], |[i, j]| shard.samples()[i] as f32 - j as f32);
    ///         model.forward(shard.tape().input(x)).mean()
    ///     })?;
    ///     Ok(loss)
    /// })?;
    /// assert!(losses[0] == losses[1]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// All shards of a rank run at the same time, each on a thread of its own, and hold their results until all have gone
    /// back: this takes the memory of a step for the whole batch. Each batch norm takes two exchanges between the ranks forward
    /// and two back, and more passes over its input than one that normalises by itself.
    ///
    /// # Errors
    ///
    /// As [`gradients`](World::gradients), and on all ranks if the shards do not run the same batch norms.
    ///
    /// # Panics
    ///
    /// If the loss of a shard panics, with the same panic.
    #[doc(alias("SyncBatchNorm", "convert_sync_batchnorm"))]
    pub fn synchronised_gradients<A: Float>(
        &self,
        model: &dyn Module,
        batch: &Batch,
        loss: impl Fn(&Shard<'_>) -> Tensor<0, A> + Sync,
    ) -> Result<(f64, Gradients)> {
        self.check_batch(batch)?;
        let layout = Layout::of(model);
        let agreed = facts(self, batch, &layout);
        let mut computed = self.run_together(batch, &agreed, |shard| backward(loss(shard)))?.into_iter();
        self.gradients_of(&layout, batch, |_| computed.next().expect("each shard was computed"))
    }

    /// Runs this rank's shards at the same time, and gives what comes of each that has samples.
    fn run_together(
        &self,
        batch: &Batch,
        agreed: &[Fact],
        run: impl Fn(&Shard<'_>) -> Computed + Sync,
    ) -> Result<Vec<Computed>> {
        let has_samples = |number: &usize| !batch.samples_of(*number, self.shards()).is_empty();
        let first = (0..self.shards()).find(has_samples);
        let own: Vec<usize> = self.shards_of(self.rank()).filter(has_samples).collect();
        let meeting = Arc::new(Meeting::new(own.len()));
        let run_shard = &|(place, number): (usize, usize)| {
            let (meeting, is_first) = (meeting.clone(), Some(number) == first);
            let share = batch.samples_of(number, self.shards()).len() as f64 / batch.samples().len() as f64;
            let member = Arc::new(Member { meeting: meeting.clone(), place, share, is_first });
            let _ended = Ended { meeting: &meeting, place };
            run(&batch.shard_among(number, self.shards(), member))
        };
        let (served, ended) = thread::scope(|scope| {
            let shards = own.iter().copied().enumerate();
            let shards: Vec<_> = shards.map(|shard| scope.spawn(move || run_shard(shard))).collect();
            let digest = fact::digest(agreed);
            let served = meeting.serve(|brought| self.add_up(brought, digest, agreed));
            (served, shards.into_iter().map(|shard| shard.join()).collect::<Vec<_>>())
        });
        outcome(served, ended)
    }

    /// The sum of what all shards of all ranks bring, in their order; none if those of all ranks have ended. A rank whose
    /// shards have no samples brings nothing.
    fn add_up(&self, brought: &[Vec<f64>], digest: u64, agreed: &[Fact]) -> Result<Option<Vec<f64>>> {
        let mut own = Writer::default();
        for values in brought {
            own.number(values.len() as u64);
            values.iter().for_each(|value| own.number(value.to_bits()));
        }
        let all = self.gather(Call::Statistics, digest, || agreed.to_vec(), own.0)?;
        let mut sum: Option<Vec<f64>> = None;
        for bytes in &all {
            let mut from = Reader(bytes);
            while !from.is_empty() {
                add(&mut sum, values(&mut from)?)?;
            }
        }
        Ok(sum)
    }
}

fn values(from: &mut Reader<'_>) -> Result<Vec<f64>> {
    let len = from.number()?;
    (0..len).map(|_| Ok(f64::from_bits(from.number()?))).collect()
}

fn add(sum: &mut Option<Vec<f64>>, values: Vec<f64>) -> Result<()> {
    let Some(sum) = sum else {
        *sum = Some(values);
        return Ok(());
    };
    if sum.len() != values.len() {
        let message = format!(
            "one shard is at a batch norm of {} channels while another is at one of {}: with the statistics of the whole \
             batch, all shards must run the same layers",
            sum.len(),
            values.len()
        );
        return Err(Error::collective(message, []));
    }
    sum.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
    Ok(())
}

/// Says that a shard brings no more, however it ends.
struct Ended<'m> {
    meeting: &'m Meeting,
    place: usize,
}

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        self.meeting.end(self.place);
    }
}

/// What the shards have computed. The panic of one says more than that the others could not go on.
fn outcome(served: Result<()>, ended: Vec<thread::Result<Computed>>) -> Result<Vec<Computed>> {
    let mut computed = Vec::new();
    for shard in ended {
        match shard {
            Ok(shard) => computed.push(shard),
            Err(panic) if panic.is::<Abandoned>() => {}
            Err(panic) => resume_unwind(panic),
        }
    }
    served.map(|()| computed)
}
