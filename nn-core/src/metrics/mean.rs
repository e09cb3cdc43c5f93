//! The mean over samples.

use super::tally::{Tally, tally};

/// The mean of numbers that are means over some samples each, `Σ nᵢ·xᵢ / Σ nᵢ`: of the losses of batches, whose last one may
/// be smaller. It is summed in `f64`.
///
/// ```
/// use nn_core::metrics::Mean;
///
/// let mut loss = Mean::new();
/// loss.update(0.5, 32);
/// loss.update(0.1, 8); // a last, smaller batch
/// assert!((loss.value() - 0.42).abs() < 1e-12); // and not 0.3
/// assert!(Mean::new().value().is_nan());
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[doc(alias("MeanMetric", "AverageMeter"))]
pub struct Mean {
    sum: f64,
    samples: u64,
}

impl Mean {
    /// The mean of nothing so far.
    pub const fn new() -> Self {
        Mean { sum: 0.0, samples: 0 }
    }

    /// Adds a number that is the mean over so many samples. Of no samples it says nothing, whatever it is.
    pub fn update(&mut self, mean: impl Into<f64>, samples: usize) {
        if samples > 0 {
            self.sum += mean.into() * samples as f64;
            self.samples += samples as u64;
        }
    }

    /// The mean, or NaN of nothing.
    #[doc(alias = "compute")]
    pub fn value(&self) -> f64 {
        self.sum / self.samples as f64
    }

    /// How many samples were counted.
    pub fn samples(&self) -> u64 {
        self.samples
    }
}

impl Tally for Mean {
    fn kind(&self) -> String {
        "Mean".to_owned()
    }

    fn numbers(&self) -> Vec<f64> {
        vec![self.sum, self.samples as f64]
    }

    fn set_numbers(&mut self, numbers: &[f64]) {
        (self.sum, self.samples) = (numbers[0], numbers[1] as u64);
    }
}

tally!(Mean);
