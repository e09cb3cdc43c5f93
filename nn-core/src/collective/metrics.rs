//! Numbers that all ranks must agree on.

use std::ops::Range;

use super::batch::part;
use super::bytes::{Reader, Writer};
use super::call::Call;
use super::fact;
use super::world::World;
use crate::error::{Error, Result};
use crate::metrics::Tally;

impl World {
    /// The mean of something over `len` samples, to the bit the same on all ranks and for any number of them. `sum` gives the
    /// sum over a range of the samples; each rank computes those of its shards.
    ///
    /// ```
    /// use nn_core::collective::threads;
    ///
    /// # fn main() -> nn_core::Result<()> {
    /// let labels = [0, 1, 1, 0, 1, 0, 0, 0, 1, 0];
    /// let ones = |samples: std::ops::Range<usize>| labels[samples].iter().sum::<usize>() as f64;
    /// assert_eq!(threads(2, |world| world.mean(labels.len(), ones))?, [0.4, 0.4]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// If `len` is 0, if it is another number on some rank, if a rank does not come, or if the ranks cannot share the shards
    /// evenly.
    pub fn mean(&self, len: usize, mut sum: impl FnMut(Range<usize>) -> f64) -> Result<f64> {
        self.check_shards()?;
        if len == 0 {
            return Err(Error::setting("mean: there are no samples, expected at least one"));
        }
        let mut own = Writer::default();
        for shard in self.shards_of(self.rank()) {
            let samples = part(len, shard, self.shards());
            own.number(if samples.is_empty() { 0.0 } else { sum(samples) }.to_bits());
        }
        let facts = vec![
            ("the number of samples".to_owned(), len.to_string()),
            ("the number of shards".to_owned(), self.shards().to_string()),
        ];
        let all = self.gather(Call::Mean, fact::digest(&facts), || facts, own.0)?.concat();
        let mut sums = Reader(&all);
        let total =
            (0..self.shards()).try_fold(0.0, |total, _| Ok(total + f64::from_bits(sums.number()?)))?;
        Ok(total / len as f64)
    }

    /// Gives each rank's metric what those of all ranks have counted together: each rank counts the samples of its own, and the
    /// value is that of all. Counts are the same to the bit for any number of ranks. What is a sum of fractions, as a
    /// [`Mean`](crate::metrics::Mean), is the same on all ranks, but is rounded otherwise for another number of them: see
    /// [`mean`](World::mean).
    ///
    /// ```
    /// use nn_core::collective::threads;
    /// use nn_core::metrics::Accuracy;
    /// use nn_core::prelude::*;
    ///
    /// # fn main() -> nn_core::Result<()> {
    /// let (guesses, labels) = (Tensor::from([0, 1, 1, 0]), Tensor::from([0, 1, 1, 1]));
    /// let accuracy = threads(2, |world| {
    ///     let own = 2 * world.rank()..2 * world.rank() + 2;
    ///     let mut accuracy = Accuracy::new();
    ///     accuracy.update_classes(&guesses.clone().slice(0, own.clone()), &labels.clone().slice(0, own));
    ///     world.merge(&mut accuracy)?;
    ///     Ok(accuracy.value())
    /// })?;
    /// assert_eq!(accuracy, [0.75, 0.75]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// If the metric of some rank is of another kind or has other settings, or if a rank is elsewhere or gone. The metric is
    /// unchanged then.
    pub fn merge(&self, metric: &mut dyn Tally) -> Result<()> {
        let mut sums = vec![0.0; metric.numbers().len()];
        let facts =
            vec![("metric".to_owned(), metric.kind()), ("its numbers".to_owned(), sums.len().to_string())];
        let mut own = Writer::default();
        metric.numbers().iter().for_each(|number| own.number(number.to_bits()));
        for numbers in self.gather(Call::Merge, fact::digest(&facts), || facts, own.0)? {
            let mut numbers = Reader(&numbers);
            for sum in &mut sums {
                *sum += f64::from_bits(numbers.number()?);
            }
        }
        metric.set_numbers(&sums);
        Ok(())
    }

    /// Whether a flag is set on any rank: for a decision that all ranks must take together, such as to stop early.
    ///
    /// # Errors
    ///
    /// If a rank is elsewhere or gone.
    pub fn any(&self, flag: bool) -> Result<bool> {
        let flags = self.gather(Call::Any, 0, Vec::new, vec![u8::from(flag)])?;
        Ok(flags.iter().any(|flag| flag != &[0]))
    }
}
