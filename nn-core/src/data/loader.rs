//! Batches of a source.

use std::sync::Arc;

use super::sampler::{RandomSampler, Sampler, SequentialSampler};
use super::work::Work;
use super::{Collate, Prepared, Source};

/// Makes batches of a [`Source`], with threads that prepare them ahead of the training step.
///
/// The batches come in order, and are the same for any number of threads: what is random in a sample is drawn from the
/// seed, the number of the epoch and the index of the sample. (A sample that an epoch takes several times, by a
/// [`WeightedRandomSampler`](super::WeightedRandomSampler), draws other numbers each time.)
///
/// | setting | default | |
/// |---|---|---|
/// | [`shuffle`](Loader::shuffle) | no | as `Dataset::batches_at` does |
/// | [`sampler`](Loader::sampler) | [`SequentialSampler`] | which samples, in which order |
/// | [`drop_last`](Loader::drop_last) | no | whether a last batch of fewer samples is left out |
/// | [`workers`](Loader::workers) | 0 | the threads; with none, the caller's makes the batches |
/// | [`prefetch`](Loader::prefetch) | 2 | how many batches each thread has ready |
///
/// ```
/// use nn_core::data::{Dataset, Loader, Source};
/// use nn_core::prelude::*;
///
/// # fn main() -> nn_core::Result<()> {
/// let data = Dataset::new(Tensor::<2>::zeros([100, 2]), Tensor::from_fn([100], |[i]| i % 3), 3)?;
/// let noisy = data.samples().map(|(point, label), rng| (point + nn_core::init::normal([2], 0.0, 0.1, rng), label));
/// let loader = Loader::new(noisy, 32).shuffle(true).workers(2);
///
/// let mut progress = Progress::new(7);
/// while progress.epoch < 2 {
///     // Batches that the run has had already are not made again.
///     for batch in loader.batches_at(progress.seed, progress.epoch).skip(progress.batch) {
///         let (points, labels) = batch?;
///         assert_eq!(points.shape(), [labels.len(), 2]);
///         progress.end_batch();
///     }
///     progress.end_epoch();
/// }
/// assert_eq!(progress.step, 2 * loader.len() as u64);
/// # Ok(())
/// # }
/// ```
#[doc(alias = "DataLoader")]
pub struct Loader<S> {
    source: Arc<S>,
    batch_size: usize,
    sampler: Arc<dyn Sampler>,
    drop_last: bool,
    workers: usize,
    prefetch: usize,
}

impl<S: Source + 'static> Loader<S>
where
    S::Item: Collate,
{
    /// Batches of so many samples.
    ///
    /// # Panics
    ///
    /// If `batch_size` is 0.
    #[track_caller]
    pub fn new(source: S, batch_size: usize) -> Self {
        assert!(batch_size > 0, "Loader: a batch of size 0 holds no samples");
        let (source, sampler) = (Arc::new(source), Arc::new(SequentialSampler));
        Loader { source, batch_size, sampler, drop_last: false, workers: 0, prefetch: 2 }
    }

    /// Whether each epoch takes the samples in another order.
    pub fn shuffle(self, shuffle: bool) -> Self {
        match shuffle {
            true => self.sampler(RandomSampler),
            false => self.sampler(SequentialSampler),
        }
    }

    /// Which samples an epoch takes, and in which order.
    pub fn sampler(self, sampler: impl Sampler + 'static) -> Self {
        Loader { sampler: Arc::new(sampler), ..self }
    }

    /// Whether the last batch is left out if it has fewer samples than the others.
    pub fn drop_last(self, drop_last: bool) -> Self {
        Loader { drop_last, ..self }
    }

    /// How many threads prepare batches.
    #[doc(alias = "num_workers")]
    pub fn workers(self, workers: usize) -> Self {
        Loader { workers, ..self }
    }

    /// How many batches each thread has ready at most.
    ///
    /// # Panics
    ///
    /// If it is 0.
    #[doc(alias = "prefetch_factor")]
    #[track_caller]
    pub fn prefetch(self, prefetch: usize) -> Self {
        assert!(prefetch > 0, "Loader: a thread that may have 0 batches ready can prepare none");
        Loader { prefetch, ..self }
    }

    /// The source of the samples.
    pub fn source(&self) -> &S {
        &self.source
    }

    /// The number of batches of an epoch.
    pub fn len(&self) -> usize {
        let samples = self.sampler.count(self.source.len());
        match self.drop_last {
            true => samples / self.batch_size,
            false => samples.div_ceil(self.batch_size),
        }
    }

    /// Whether an epoch has no batch.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The batches of one epoch of a run. Threads start with the first batch that is asked for, so those that are left
    /// out by [`skip`](Prepared::skip) before are not made.
    ///
    /// # Panics
    ///
    /// If the sampler does not fit the source.
    #[track_caller]
    pub fn batches_at(&self, seed: u64, epoch: u64) -> Prepared<S> {
        let mut work = Work::new(self.source.clone(), &*self.sampler, self.batch_size, seed, epoch);
        if self.drop_last {
            work.drop_partial();
        }
        Prepared::new(work, self.workers, self.prefetch)
    }
}

impl<S> Clone for Loader<S> {
    fn clone(&self) -> Self {
        let (source, sampler) = (self.source.clone(), self.sampler.clone());
        Loader { source, sampler, ..*self }
    }
}
