//! A data set piece by piece.

use rand::Rng;
use rand::seq::SliceRandom;

use super::Dataset;
use crate::init::rng_at;
use crate::storage::Element;
use crate::tensor::Tensor;

/// The batches of a [`Dataset`], one after the other; made by [`Dataset::batches`].
#[derive(Clone, Debug)]
pub struct Batches<'a, const N: usize, A: Element = f32> {
    data: &'a Dataset<N, A>,
    order: Vec<usize>,
    size: usize,
    next: usize,
}

impl<const N: usize, A: Element> Dataset<N, A> {
    /// One epoch: batches of `size` samples in an order that `rng` shuffles, the last one smaller if the
    /// samples do not divide evenly. Each is a pair of inputs and labels.
    ///
    /// # Panics
    ///
    /// If `size` is 0.
    #[doc(alias = "DataLoader")]
    #[track_caller]
    pub fn batches(&self, size: usize, rng: &mut (impl Rng + ?Sized)) -> Batches<'_, N, A> {
        let mut batches = self.batches_in_order(size);
        batches.order.shuffle(rng);
        batches
    }

    /// The batches of one epoch of a run: the seed and the number of the epoch fix the order, as
    /// `batches(size, &mut rng_at(seed, epoch))` would. Those that a run has had already are left out by
    /// [`skip`](Iterator::skip), without being put together.
    ///
    /// ```
    /// use nn_core::data::Dataset;
    /// use nn_core::prelude::*;
    ///
    /// # fn main() -> nn_core::Result<()> {
    /// let data = Dataset::new(Tensor::<2>::zeros([10, 2]), Tensor::from_fn([10], |[i]| i), 10)?;
    /// let epoch: Vec<_> = data.batches_at(3, 7, 5).collect();
    /// let rest: Vec<_> = data.batches_at(3, 7, 5).skip(2).collect();
    /// assert_eq!(rest, epoch[2..]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// If `size` is 0.
    #[track_caller]
    pub fn batches_at(&self, size: usize, seed: u64, epoch: u64) -> Batches<'_, N, A> {
        self.batches(size, &mut rng_at(seed, epoch))
    }

    /// Like [`batches`](Dataset::batches), but in the order of the data, as one evaluates.
    ///
    /// # Panics
    ///
    /// If `size` is 0.
    #[track_caller]
    pub fn batches_in_order(&self, size: usize) -> Batches<'_, N, A> {
        assert!(size > 0, "batches: a batch of size 0 holds no samples");
        Batches { data: self, order: (0..self.len()).collect(), size, next: 0 }
    }
}

impl<const N: usize, A: Element> Iterator for Batches<'_, N, A> {
    type Item = (Tensor<N, A>, Tensor<1, usize>);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = &self.order[self.next..];
        let batch = &rest[..self.size.min(rest.len())];
        self.next += batch.len();
        (!batch.is_empty()).then(|| self.data.gather(batch))
    }

    /// The batch after `n` others, which are not put together.
    fn nth(&mut self, n: usize) -> Option<Self::Item> {
        self.next = n.saturating_mul(self.size).saturating_add(self.next).min(self.order.len());
        self.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = (self.order.len() - self.next).div_ceil(self.size);
        (left, Some(left))
    }
}

impl<const N: usize, A: Element> ExactSizeIterator for Batches<'_, N, A> {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::init::rng;

    fn images(len: usize) -> Dataset<4> {
        let inputs = Tensor::from_fn([len, 1, 2, 2], |[i, ..]| i as f32);
        Dataset::new(inputs, Tensor::from_fn([len], |[i]| i), len).unwrap()
    }

    #[test]
    fn every_sample_comes_once_and_the_last_batch_is_smaller() {
        let data = images(10);
        let batches = data.batches(4, &mut rng(1));
        assert_eq!(batches.len(), 3);
        let shapes: Vec<_> = batches.clone().map(|(inputs, _)| inputs.shape()).collect();
        assert_eq!(shapes, [[4, 1, 2, 2], [4, 1, 2, 2], [2, 1, 2, 2]]);
        let mut seen: Vec<usize> = Vec::new();
        for (inputs, labels) in batches {
            for (i, label) in labels.as_slice().iter().enumerate() {
                assert_eq!(inputs.as_slice()[4 * i..4 * i + 4], [*label as f32; 4]);
            }
            seen.extend(labels.as_slice());
        }
        assert!(!seen.is_sorted());
        seen.sort_unstable();
        assert!(seen.into_iter().eq(0..10));
    }

    #[test]
    fn the_seed_fixes_the_order_and_each_epoch_has_another() {
        let labels = |rng: &mut _| -> Vec<usize> {
            images(50).batches(8, rng).flat_map(|(_, labels)| labels.into_vec()).collect()
        };
        let (mut a, mut b) = (rng(3), rng(3));
        let first = labels(&mut a);
        assert_eq!(first, labels(&mut b));
        assert_ne!(first, labels(&mut a));
    }

    #[test]
    fn an_epoch_can_begin_in_its_middle() {
        let data = images(10);
        let labels = |epoch, skipped| -> Vec<usize> {
            let batches = data.batches_at(4, 3, epoch).skip(skipped);
            assert_eq!(batches.len(), 3usize.saturating_sub(skipped));
            batches.flat_map(|(_, labels)| labels.into_vec()).collect()
        };
        let all = labels(0, 0);
        assert_eq!(labels(0, 1), all[4..]);
        assert_eq!(labels(0, 2), all[8..]);
        assert!(labels(0, 3).is_empty() && labels(0, usize::MAX).is_empty());
        assert_ne!(labels(1, 0), all);
        let mut drawn: Vec<_> = data.batches(4, &mut rng_at(3, 1)).collect();
        assert_eq!(drawn.remove(0), data.batches_at(4, 3, 1).next().unwrap());
    }

    #[test]
    fn nth_counts_batches_from_where_it_stands() {
        let data = images(10);
        let mut batches = data.batches_in_order(4);
        assert_eq!(batches.nth(1).unwrap().1.as_slice(), [4, 5, 6, 7]);
        assert_eq!(batches.next().unwrap().1.as_slice(), [8, 9]);
        assert!(batches.next().is_none());
    }

    #[test]
    fn in_order_is_in_order() {
        let labels: Vec<usize> =
            images(5).batches_in_order(2).flat_map(|(_, labels)| labels.into_vec()).collect();
        assert_eq!(labels, [0, 1, 2, 3, 4]);
        assert_eq!(images(0).batches_in_order(2).count(), 0);
    }

    #[test]
    #[should_panic(expected = "a batch of size 0 holds no samples")]
    fn a_batch_of_size_zero_is_refused() {
        images(1).batches_in_order(0);
    }
}
