//! The order in which an epoch takes the samples.

use std::collections::HashMap;

use rand::seq::SliceRandom;
use rand::{Rng, RngExt};

use crate::error::{Error, Result};
use crate::init::Generator;

/// Which samples an epoch takes, and in which order.
#[doc(alias = "torch.utils.data.Sampler")]
pub trait Sampler: Send + Sync {
    /// The indices of an epoch, for a source of `len` samples; what is random is drawn from `rng`.
    ///
    /// # Panics
    ///
    /// If the sampler does not fit a source of `len` samples.
    fn indices(&self, len: usize, rng: &mut Generator) -> Vec<usize>;

    /// How many they are.
    fn count(&self, len: usize) -> usize {
        len
    }
}

/// Every sample once, in the order of the source.
#[derive(Clone, Copy, Debug, Default)]
pub struct SequentialSampler;

impl Sampler for SequentialSampler {
    fn indices(&self, len: usize, _: &mut Generator) -> Vec<usize> {
        (0..len).collect()
    }
}

/// Every sample once, shuffled.
#[doc(alias = "SubsetRandomSampler")]
#[derive(Clone, Copy, Debug, Default)]
pub struct RandomSampler;

impl Sampler for RandomSampler {
    fn indices(&self, len: usize, rng: &mut Generator) -> Vec<usize> {
        let mut indices: Vec<usize> = (0..len).collect();
        indices.shuffle(rng);
        indices
    }
}

/// Samples drawn with replacement, each as often as its weight says: a rare class may come as often as a common one.
///
/// ```
/// use nn_core::data::{Sampler, WeightedRandomSampler};
/// use nn_core::prelude::*;
///
/// # fn main() -> nn_core::Result<()> {
/// let labels = [0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
/// let sampler = WeightedRandomSampler::balanced(&labels, 1000)?;
/// let rare = sampler.indices(10, &mut rng(0)).into_iter().filter(|index| labels[*index] == 1).count();
/// assert!((450..550).contains(&rare));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct WeightedRandomSampler {
    /// The sum of the weights up to each sample.
    sums: Vec<f64>,
    num_samples: usize,
}

impl WeightedRandomSampler {
    /// `num_samples` samples in each epoch, a weight for each sample of the source. The weights need not be 1 together.
    ///
    /// # Errors
    ///
    /// If a weight is negative or not finite, or if all are 0.
    pub fn new(weights: impl IntoIterator<Item = f64>, num_samples: usize) -> Result<Self> {
        let (mut sums, mut sum) = (Vec::new(), 0.0);
        for (i, weight) in weights.into_iter().enumerate() {
            if !(weight >= 0.0 && weight.is_finite()) {
                let message =
                    format!("WeightedRandomSampler: sample {i} has the weight {weight}, expected 0 or more");
                return Err(Error::setting(message).with("weights", weight));
            }
            sum += weight;
            sums.push(sum);
        }
        if !(sum > 0.0 && sum.is_finite()) {
            let message = format!(
                "WeightedRandomSampler: {} weights have the sum {sum}, expected one above 0",
                sums.len()
            );
            return Err(Error::setting(message).with("weights", sum));
        }
        Ok(WeightedRandomSampler { sums, num_samples })
    }

    /// `num_samples` samples in each epoch, of each class as many, on average.
    ///
    /// # Errors
    ///
    /// If there are no labels.
    pub fn balanced(labels: &[usize], num_samples: usize) -> Result<Self> {
        let mut counts = HashMap::new();
        labels.iter().for_each(|label| *counts.entry(label).or_insert(0.0) += 1.0);
        WeightedRandomSampler::new(labels.iter().map(|label| 1.0 / counts[label]), num_samples)
    }

    fn draw(&self, rng: &mut impl Rng) -> usize {
        let total = self.sums[self.sums.len() - 1];
        let at = rng.random::<f64>() * total;
        // A product that is rounded up to the total would go past the last sample that has a weight.
        let last = self.sums.partition_point(|sum| *sum < total);
        self.sums.partition_point(|sum| *sum <= at).min(last)
    }
}

impl Sampler for WeightedRandomSampler {
    fn indices(&self, len: usize, rng: &mut Generator) -> Vec<usize> {
        let weights = self.sums.len();
        assert!(weights == len, "WeightedRandomSampler: there are {weights} weights for {len} samples");
        (0..self.num_samples).map(|_| self.draw(rng)).collect()
    }

    fn count(&self, _: usize) -> usize {
        self.num_samples
    }
}
