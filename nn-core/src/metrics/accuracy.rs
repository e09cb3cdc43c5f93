//! The share of right guesses.

use super::scores::{ignore_index, updates};
use super::tally::{Tally, share, tally};

/// The share of the samples whose guess is their label.
///
/// ```
/// use nn_core::metrics::Accuracy;
/// use nn_core::prelude::*;
///
/// let mut accuracy = Accuracy::new();
/// accuracy.update(&Tensor::from([[0.1, 0.9], [0.8, 0.2], [0.3, 0.7]]), &Tensor::from([1, 0, 0]));
/// accuracy.update_classes(&Tensor::from([1]), &Tensor::from([1]));
/// assert_eq!(accuracy.value(), 0.75);
/// assert!(Accuracy::new().value().is_nan());
/// ```
///
/// For a single logit of two classes: `accuracy.update_classes(&logits.gt(0.0).cast::<usize>(), &labels)`.
#[derive(Clone, Debug, Default, PartialEq)]
#[doc(alias("accuracy_score", "MulticlassAccuracy", "BinaryAccuracy"))]
pub struct Accuracy {
    right: u64,
    samples: u64,
    ignore_index: Option<usize>,
}

impl Accuracy {
    /// The accuracy over no samples so far, of which all will count.
    pub const fn new() -> Self {
        Accuracy { right: 0, samples: 0, ignore_index: None }
    }

    ignore_index!();

    updates!("Accuracy");

    /// The share of right guesses, from 0 to 1, or NaN of nothing.
    pub fn value(&self) -> f64 {
        share(self.right, self.samples)
    }

    /// How many guesses were right.
    pub fn right(&self) -> u64 {
        self.right
    }

    /// How many samples were counted.
    pub fn samples(&self) -> u64 {
        self.samples
    }

    fn count(&mut self, pairs: &[(usize, usize)]) {
        self.right += pairs.iter().filter(|(guess, label)| guess == label).count() as u64;
        self.samples += pairs.len() as u64;
    }
}

impl Tally for Accuracy {
    fn kind(&self) -> String {
        "Accuracy".to_owned()
    }

    fn numbers(&self) -> Vec<f64> {
        vec![self.right as f64, self.samples as f64]
    }

    fn set_numbers(&mut self, numbers: &[f64]) {
        (self.right, self.samples) = (numbers[0] as u64, numbers[1] as u64);
    }
}

tally!(Accuracy);
