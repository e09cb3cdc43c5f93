//! Sources made of others.

use super::Source;
use crate::error::Result;
use crate::init::Generator;
use crate::kernels::index::check_indices;

/// A source with a function of each sample: see [`Source::map`].
#[derive(Clone, Debug)]
pub struct Map<S, F> {
    pub(super) source: S,
    pub(super) change: F,
}

impl<S: Source, B: Send, F> Source for Map<S, F>
where
    F: Fn(S::Item, &mut Generator) -> B + Send + Sync,
{
    type Item = B;

    fn len(&self) -> usize {
        self.source.len()
    }

    fn get(&self, index: usize, rng: &mut Generator) -> Result<B> {
        let sample = self.source.get(index, rng)?;
        Ok((self.change)(sample, rng))
    }
}

/// A source with a function of each sample that can fail: see [`Source::try_map`].
#[derive(Clone, Debug)]
pub struct TryMap<S, F> {
    pub(super) source: S,
    pub(super) change: F,
}

impl<S: Source, B: Send, F> Source for TryMap<S, F>
where
    F: Fn(S::Item, &mut Generator) -> Result<B> + Send + Sync,
{
    type Item = B;

    fn len(&self) -> usize {
        self.source.len()
    }

    fn get(&self, index: usize, rng: &mut Generator) -> Result<B> {
        let sample = self.source.get(index, rng)?;
        (self.change)(sample, rng)
    }
}

/// Some samples of a source: see [`Source::select`].
#[derive(Clone, Debug)]
pub struct Select<S> {
    source: S,
    indices: Vec<usize>,
}

impl<S: Source> Select<S> {
    #[track_caller]
    pub(super) fn new(source: S, indices: Vec<usize>) -> Self {
        check_indices("Source::select", &indices, source.len());
        Select { source, indices }
    }
}

impl<S: Source> Source for Select<S> {
    type Item = S::Item;

    fn len(&self) -> usize {
        self.indices.len()
    }

    fn get(&self, index: usize, rng: &mut Generator) -> Result<S::Item> {
        self.source.get(self.indices[index], rng)
    }
}

/// Two sources one after the other: see [`Source::concat`].
#[derive(Clone, Debug)]
pub struct Concat<A, B> {
    pub(super) first: A,
    pub(super) second: B,
}

impl<A: Source, B: Source<Item = A::Item>> Source for Concat<A, B> {
    type Item = A::Item;

    fn len(&self) -> usize {
        self.first.len() + self.second.len()
    }

    fn get(&self, index: usize, rng: &mut Generator) -> Result<A::Item> {
        match index.checked_sub(self.first.len()) {
            None => self.first.get(index, rng),
            Some(index) => self.second.get(index, rng),
        }
    }
}

/// Two sources side by side: see [`Source::zip`].
#[derive(Clone, Debug)]
pub struct Zip<A, B> {
    first: A,
    second: B,
}

impl<A: Source, B: Source> Zip<A, B> {
    #[track_caller]
    pub(super) fn new(first: A, second: B) -> Self {
        let (left, right) = (first.len(), second.len());
        assert!(left == right, "Source::zip: {left} samples cannot be paired with {right}");
        Zip { first, second }
    }
}

impl<A: Source, B: Source> Source for Zip<A, B> {
    type Item = (A::Item, B::Item);

    fn len(&self) -> usize {
        self.first.len()
    }

    fn get(&self, index: usize, rng: &mut Generator) -> Result<Self::Item> {
        Ok((self.first.get(index, rng)?, self.second.get(index, rng)?))
    }
}
