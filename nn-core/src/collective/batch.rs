//! Which samples a step learns from, and which of them a shard.

use std::ops::Range;
use std::sync::Arc;

use rand::seq::SliceRandom;

use crate::autodiff::{AllShards, Tape, mix};
use crate::init::rng_at;
use crate::resume::Progress;

/// The samples of one step, by their numbers, the same on all ranks; and what is random in that step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    samples: Vec<usize>,
    seed: u64,
    step: u64,
}

impl Batch {
    /// These samples, for the step of this number in a run with this seed.
    ///
    /// ```
    /// use nn_core::collective::Batch;
    ///
    /// let batch = Batch::new([3, 1, 4], 7, 0);
    /// assert_eq!(batch.samples(), [3, 1, 4]);
    /// ```
    pub fn new(samples: impl Into<Vec<usize>>, seed: u64, step: u64) -> Self {
        Batch { samples: samples.into(), seed, step }
    }

    /// The rest of an epoch over `len` samples in batches of `size`, from where a run stands: shuffled as by
    /// [`Dataset::batches_at`](crate::data::Dataset::batches_at), each sample once, the last batch smaller if they do not
    /// divide evenly. Nothing is repeated and nothing padded.
    ///
    /// ```
    /// use nn_core::Progress;
    /// use nn_core::collective::Batch;
    ///
    /// let progress = Progress::new(7);
    /// let batches: Vec<Batch> = Batch::epoch(10, 4, &progress).collect();
    /// let sizes: Vec<usize> = batches.iter().map(|batch| batch.samples().len()).collect();
    /// assert_eq!(sizes, [4, 4, 2]);
    /// ```
    ///
    /// # Panics
    ///
    /// If `size` is 0.
    #[track_caller]
    pub fn epoch(len: usize, size: usize, progress: &Progress) -> impl Iterator<Item = Batch> + use<> {
        assert!(size > 0, "Batch::epoch: a batch of size 0 holds no samples");
        let (seed, step, done) = (progress.seed, progress.step, progress.batch);
        let mut order: Vec<usize> = (0..len).collect();
        order.shuffle(&mut rng_at(seed, progress.epoch));
        let starts = (0..len).step_by(size).skip(done).zip(step..);
        starts.map(move |(at, step)| Batch::new(&order[at..len.min(at + size)], seed, step))
    }

    /// The samples, in order.
    pub fn samples(&self) -> &[usize] {
        &self.samples
    }

    pub(super) fn seed(&self) -> u64 {
        self.seed
    }

    pub(super) fn step(&self) -> u64 {
        self.step
    }

    /// One of `count` shards of the batch, each with as many samples as the others, or one less.
    pub(super) fn shard(&self, number: usize, count: usize) -> Shard<'_> {
        let tape = Tape::at_step(mix(self.seed, self.step), number as u64);
        Shard { samples: self.samples_of(number, count), number, tape }
    }

    /// A shard that computes the statistics of batch norms together with the others.
    pub(super) fn shard_among(&self, number: usize, count: usize, all: Arc<dyn AllShards>) -> Shard<'_> {
        let tape = Tape::of_shard(mix(mix(self.seed, self.step), number as u64), all);
        Shard { samples: self.samples_of(number, count), number, tape }
    }

    /// The share of a shard in the samples of the batch.
    pub(super) fn share(&self, shard: &Shard<'_>) -> f64 {
        shard.samples.len() as f64 / self.samples.len() as f64
    }

    /// The samples of one of `count` shards.
    pub(super) fn samples_of(&self, number: usize, count: usize) -> &[usize] {
        &self.samples[part(self.samples.len(), number, count)]
    }
}

/// A part of so many of a whole.
pub(super) fn part(len: usize, number: usize, count: usize) -> Range<usize> {
    len * number / count..len * (number + 1) / count
}

/// A part of a batch, which has a tape of its own: the same on whichever rank it is computed.
#[derive(Debug)]
pub struct Shard<'b> {
    samples: &'b [usize],
    number: usize,
    tape: Tape,
}

impl Shard<'_> {
    /// The numbers of its samples, of which there is at least one.
    pub fn samples(&self) -> &[usize] {
        self.samples
    }

    /// Which of the shards it is, from 0.
    pub fn number(&self) -> usize {
        self.number
    }

    /// The tape of its forward. What it draws, as for dropout, depends on the seed of the run, the number of the step and
    /// that of the shard.
    pub fn tape(&self) -> &Tape {
        &self.tape
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Tensor;
    use crate::data::Dataset;

    #[test]
    fn an_epoch_is_that_of_a_data_set_and_goes_on_in_its_middle() {
        let data = Dataset::new(Tensor::<2>::zeros([10, 1]), Tensor::from_fn([10], |[i]| i), 10).unwrap();
        let mut progress = Progress::new(7);
        progress.epoch = 3;
        let whole: Vec<Batch> = Batch::epoch(10, 4, &progress).collect();
        let labels = data.batches_at(4, 7, 3).map(|(_, labels)| labels.into_vec());
        assert!(labels.eq(whole.iter().map(|batch| batch.samples().to_vec())));
        progress.end_batch();
        assert!(Batch::epoch(10, 4, &progress).eq(whole[1..].iter().cloned()));
    }

    #[test]
    fn shards_hold_each_sample_once_and_draw_for_themselves() {
        let batch = Batch::new((0..13).collect::<Vec<_>>(), 7, 2);
        let shards: Vec<Shard<'_>> = (0..8).map(|number| batch.shard(number, 8)).collect();
        assert!(shards.iter().flat_map(Shard::samples).copied().eq(0..13));
        assert!(shards.iter().all(|shard| (1..=2).contains(&shard.samples().len())));
        let mut seeds: Vec<u64> = shards.iter().map(|shard| shard.tape().random_seed()).collect();
        assert_eq!(seeds[3], batch.shard(3, 8).tape().random_seed());
        assert_ne!(seeds[3], Batch::new([0; 13], 7, 3).shard(3, 8).tape().random_seed());
        seeds.sort_unstable();
        seeds.dedup();
        assert_eq!(seeds.len(), 8);
    }
}
