//! A data set piece by piece.

use rand::Rng;
use rand::seq::SliceRandom;

use super::Dataset;
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
    #[track_caller]
    pub fn batches(&self, size: usize, rng: &mut (impl Rng + ?Sized)) -> Batches<'_, N, A> {
        let mut batches = self.batches_in_order(size);
        batches.order.shuffle(rng);
        batches
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
