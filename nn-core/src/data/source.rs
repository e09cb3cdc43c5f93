//! Samples that are made when they are asked for.

use std::sync::Arc;

use super::compose::{Concat, Map, Select, TryMap, Zip};
use super::dataset::split;
use crate::error::Result;
use crate::init::Generator;

/// Samples by their index, each made when it is asked for: files that are decoded, rows that are read, numbers that are
/// drawn. What does not fit into memory is a source; what does becomes one as [`Rows`](super::Rows) of a tensor, a list of
/// [`Samples`](super::Samples), or the [`samples`](super::Dataset::samples) of a data set.
///
/// A [`Loader`](super::Loader) makes batches of a source, with threads that work ahead of the training step.
///
/// All that is random in a sample is drawn from the generator that [`get`](Source::get) is given. The loader seeds it
/// from the seed of the run, the number of the epoch and the index of the sample, so a sample does not depend on the
/// order in which threads come to it, and each epoch has other numbers.
///
/// ```
/// use nn_core::data::Source;
/// use nn_core::init::{Generator, normal};
/// use nn_core::prelude::*;
///
/// /// Points around two centres.
/// struct Blobs;
///
/// impl Source for Blobs {
///     type Item = (Tensor<1>, usize);
///
///     fn len(&self) -> usize {
///         1000
///     }
///
///     fn get(&self, index: usize, rng: &mut Generator) -> nn_core::Result<Self::Item> {
///         let class = index % 2;
///         Ok((normal([2], 4.0 * class as f32, 1.0, rng), class))
///     }
/// }
///
/// # fn main() -> nn_core::Result<()> {
/// let far = Blobs.map(|(point, class), _| (point * 10.0, class));
/// let (train, test) = far.split(0.8, 0);
/// assert_eq!((train.len(), test.len()), (800, 200));
/// assert_eq!(train.get(0, &mut rng(1))?.0.shape(), [2]);
/// # Ok(())
/// # }
/// ```
#[doc(alias("IterableDataset", "torch.utils.data.Dataset"))]
pub trait Source: Send + Sync {
    /// A sample, such as `(Tensor<3>, usize)`: an image and its label.
    type Item: Send;

    /// The number of samples.
    fn len(&self) -> usize;

    /// The sample of an index, with what is random in it drawn from `rng`.
    ///
    /// # Errors
    ///
    /// If it cannot be made, such as from a file that is damaged: the error names the file.
    ///
    /// # Panics
    ///
    /// If `index` is not below [`len`](Source::len).
    fn get(&self, index: usize, rng: &mut Generator) -> Result<Self::Item>;

    /// Whether there are no samples.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Changes each sample when it is made, such as an image by [transforms](super::transforms).
    fn map<B, F>(self, change: F) -> Map<Self, F>
    where
        Self: Sized,
        B: Send,
        F: Fn(Self::Item, &mut Generator) -> B + Send + Sync,
    {
        Map { source: self, change }
    }

    /// Changes each sample in a way that can fail, such as from the name of a file to what it holds.
    fn try_map<B, F>(self, change: F) -> TryMap<Self, F>
    where
        Self: Sized,
        B: Send,
        F: Fn(Self::Item, &mut Generator) -> Result<B> + Send + Sync,
    {
        TryMap { source: self, change }
    }

    /// The samples of these indices, in this order. An index may come several times.
    ///
    /// # Panics
    ///
    /// If an index is not below [`len`](Source::len).
    #[doc(alias = "Subset")]
    #[track_caller]
    fn select(self, indices: impl Into<Vec<usize>>) -> Select<Self>
    where
        Self: Sized,
    {
        Select::new(self, indices.into())
    }

    /// Two parts of the samples, shuffled, the first with this fraction of them (rounded): the same parts as those of
    /// [`Dataset::split`](super::Dataset::split).
    ///
    /// # Panics
    ///
    /// If the fraction is not from 0 to 1.
    #[doc(alias = "random_split")]
    #[track_caller]
    fn split(self, fraction: f64, seed: u64) -> (Select<Arc<Self>>, Select<Arc<Self>>)
    where
        Self: Sized,
    {
        let (first, second) = split(self.len(), fraction, seed);
        let source = Arc::new(self);
        (Select::new(source.clone(), first), Select::new(source, second))
    }

    /// The samples of this source, and behind them those of another.
    #[doc(alias = "ConcatDataset")]
    fn concat<S: Source<Item = Self::Item>>(self, other: S) -> Concat<Self, S>
    where
        Self: Sized,
    {
        Concat { first: self, second: other }
    }

    /// Pairs of the samples of two sources, which draw from the same generator, one after the other.
    ///
    /// # Panics
    ///
    /// If they have different numbers of samples.
    #[doc(alias = "StackDataset")]
    #[track_caller]
    fn zip<S: Source>(self, other: S) -> Zip<Self, S>
    where
        Self: Sized,
    {
        Zip::new(self, other)
    }
}

macro_rules! pointers {
    ($($pointer:ty),*) => {$(
        impl<S: Source + ?Sized> Source for $pointer {
            type Item = S::Item;

            fn len(&self) -> usize {
                (**self).len()
            }

            fn get(&self, index: usize, rng: &mut Generator) -> Result<S::Item> {
                (**self).get(index, rng)
            }
        }
    )*};
}

pointers!(&S, Box<S>, Arc<S>);
