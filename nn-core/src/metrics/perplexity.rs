//! Perplexity.

use super::mean::Mean;
use super::scores::{Scored, ignore_index};
use super::tally::{Tally, tally};
use crate::loss::Labels;
use crate::storage::Float;
use crate::tensor::Tensor;

/// `exp` of the mean cross entropy of all labels: between how many equally likely classes the model hesitates. It is 1 for a
/// model that knows each next token, and the number of tokens for one that knows nothing.
///
/// It is the `exp` of the mean, which is not the mean of the perplexities of batches.
///
/// ```
/// use nn_core::metrics::Perplexity;
/// use nn_core::prelude::*;
///
/// let mut perplexity = Perplexity::new().ignore_index(0);
/// perplexity.update(&Tensor::<2>::zeros([3, 50]), &Tensor::from([7, 4, 0])); // logits
/// assert!((perplexity.value() - 50.0).abs() < 1e-9);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Perplexity {
    cross_entropy: Mean,
    ignore_index: Option<usize>,
}

impl Perplexity {
    /// The perplexity of no labels so far.
    pub const fn new() -> Self {
        Perplexity { cross_entropy: Mean::new(), ignore_index: None }
    }

    ignore_index!();

    /// Counts labels by the logits for them (not by probabilities). The cross entropy is computed in `f64`.
    ///
    /// # Panics
    ///
    /// If the labels do not fit the logits, or one is no class.
    #[track_caller]
    pub fn update<const N: usize, A: Float>(&mut self, logits: &Tensor<N, A>, labels: &impl Labels<N>) {
        let scored = Scored::new("Perplexity", logits, labels, self.ignore_index);
        for (row, label) in scored.rows() {
            self.cross_entropy.update(cross_entropy(row, label), 1);
        }
    }

    /// Counts labels by their mean cross entropy, where it was computed already, as the loss. The number is that of the labels
    /// that counted in it.
    pub fn update_loss(&mut self, cross_entropy: impl Into<f64>, labels: usize) {
        self.cross_entropy.update(cross_entropy, labels);
    }

    /// The perplexity, or NaN of nothing.
    pub fn value(&self) -> f64 {
        self.cross_entropy.value().exp()
    }

    /// How many labels were counted.
    pub fn samples(&self) -> u64 {
        self.cross_entropy.samples()
    }
}

/// `ln Σ exp(xᵢ) − x[label]`.
fn cross_entropy<A: Float>(logits: &[A], label: usize) -> f64 {
    let logits = logits.iter().map(|logit| logit.to_double());
    let largest = logits.clone().fold(f64::NEG_INFINITY, f64::max);
    let own = logits.clone().nth(label).expect("a label is a class");
    logits.map(|logit| (logit - largest).exp()).sum::<f64>().ln() + (largest - own)
}

impl Tally for Perplexity {
    fn kind(&self) -> String {
        "Perplexity".to_owned()
    }

    fn numbers(&self) -> Vec<f64> {
        self.cross_entropy.numbers()
    }

    fn set_numbers(&mut self, numbers: &[f64]) {
        self.cross_entropy.set_numbers(numbers);
    }
}

tally!(Perplexity);
