//! What is to be done in an epoch: how each batch is made, by whichever thread.

use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::{Collate, Sampler, Source};
use crate::autodiff::mix;
use crate::error::{Error, Result};
use crate::init::{Generator, rng_at};

/// A batch, what is wrong with it, or what a panic said.
pub(super) type Outcome<B> = std::result::Result<Result<B>, String>;

/// The batches of an epoch, none of them made yet.
pub(super) struct Work<S> {
    source: Arc<S>,
    order: Vec<Draw>,
    size: usize,
    /// Of the seed and the number of the epoch.
    seed: u64,
}

/// A sample, and how often the epoch has taken it before.
#[derive(Clone, Copy)]
struct Draw {
    index: usize,
    before: u64,
}

impl<S: Source> Work<S>
where
    S::Item: Collate,
{
    #[track_caller]
    pub(super) fn new(source: Arc<S>, sampler: &dyn Sampler, size: usize, seed: u64, epoch: u64) -> Self {
        let len = source.len();
        let mut counts = vec![0; len];
        let draw = |index: usize| {
            assert!(index < len, "the sampler gives the index {index}, expected one below {len}");
            counts[index] += 1;
            Draw { index, before: counts[index] - 1 }
        };
        // The order is that of `Dataset::batches_at`.
        let indices = sampler.indices(len, &mut rng_at(seed, epoch));
        Work { source, order: indices.into_iter().map(draw).collect(), size, seed: mix(seed, epoch) }
    }

    pub(super) fn drop_partial(&mut self) {
        self.order.truncate(self.order.len() / self.size * self.size);
    }

    pub(super) fn batches(&self) -> usize {
        self.order.len().div_ceil(self.size)
    }

    /// A batch by its number. No panic gets out of it: on another thread nobody would hear of it.
    pub(super) fn batch(
        &self,
        number: usize,
        goes_on: &dyn Fn() -> bool,
    ) -> Option<Outcome<<S::Item as Collate>::Batch>> {
        let at = Cell::new(None);
        let made = catch_unwind(AssertUnwindSafe(|| self.make(number, &at, goes_on)));
        let place = at.get().map_or(format!("batch {number}"), |index| format!("sample {index}"));
        match made {
            Ok(batch) => batch.map(Ok),
            Err(panic) => Some(Err(format!("{place}: {}", text(&*panic)))),
        }
    }

    /// A batch, unless nobody wants it any more. `at` is the sample that is being made.
    fn make(
        &self,
        number: usize,
        at: &Cell<Option<usize>>,
        goes_on: &dyn Fn() -> bool,
    ) -> Option<Result<<S::Item as Collate>::Batch>> {
        let draws = &self.order[number * self.size..];
        let draws = &draws[..self.size.min(draws.len())];
        let mut samples = Vec::with_capacity(draws.len());
        for draw in draws {
            at.set(Some(draw.index));
            if !goes_on() {
                return None;
            }
            match self.source.get(draw.index, &mut self.rng(*draw)) {
                Ok(sample) => samples.push(sample),
                Err(error) => return Some(Err(Error::sample(draw.index, error))),
            }
        }
        at.set(None);
        Some(S::Item::collate(samples).map_err(|error| with_index(error, draws)))
    }

    fn rng(&self, draw: Draw) -> Generator {
        match draw.before {
            0 => rng_at(self.seed, draw.index as u64),
            before => rng_at(mix(self.seed, draw.index as u64), before),
        }
    }
}

/// The index in the source in the place of the position in the batch.
fn with_index(error: Error, draws: &[Draw]) -> Error {
    match error {
        Error::Sample { index, source } => {
            Error::Sample { index: draws.get(index).map_or(index, |draw| draw.index), source }
        }
        other => other,
    }
}

/// What a panic said.
fn text(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref().copied()).unwrap_or("a panic without a message")
}
