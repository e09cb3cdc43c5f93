//! The share of labels among the highest scores.

use super::scores::{Scored, ignore_index};
use super::tally::{Tally, share, tally};
use crate::loss::Labels;
use crate::storage::Float;
use crate::tensor::Tensor;

/// The share of the samples whose label is among the `k` classes with the highest scores.
///
/// Of equal scores that of the lower class is the higher, as [`argmax`](Tensor::argmax) has it, so that `TopK::new(1)` is
/// [`Accuracy`](super::Accuracy), and a model that gives every class the same score is right by chance. A score that is not a
/// number is above all others. (scikit-learn's `top_k_accuracy_score` takes the higher class of equal ones.)
///
/// ```
/// use nn_core::metrics::TopK;
/// use nn_core::prelude::*;
///
/// let mut top = TopK::new(2);
/// top.update(&Tensor::from([[0.1, 0.2, 0.7], [0.3, 0.3, 0.3]]), &Tensor::from([1, 2]));
/// assert_eq!(top.value(), 0.5); // of the equal ones, classes 0 and 1 are the highest
/// ```
#[derive(Clone, Debug, PartialEq)]
#[doc(alias("top_k_accuracy_score", "top5"))]
pub struct TopK {
    k: usize,
    right: u64,
    samples: u64,
    ignore_index: Option<usize>,
}

impl TopK {
    /// The share over no samples so far.
    ///
    /// # Panics
    ///
    /// If `k` is 0.
    #[track_caller]
    pub const fn new(k: usize) -> Self {
        assert!(k > 0, "TopK: no label is among the 0 highest scores; expected a k of 1 or more");
        TopK { k, right: 0, samples: 0, ignore_index: None }
    }

    ignore_index!();

    /// Counts samples by their scores.
    ///
    /// # Panics
    ///
    /// If the labels do not fit the scores, or one is no class; or if there are no more than `k` classes, of which every label
    /// is one.
    #[track_caller]
    pub fn update<const N: usize, A: Float>(&mut self, scores: &Tensor<N, A>, labels: &impl Labels<N>) {
        let scored = Scored::new("TopK", scores, labels, self.ignore_index);
        let (k, classes) = (self.k, scored.scores.shape()[1]);
        assert!(
            k < classes,
            "TopK: every label is among the {k} highest scores of {classes} classes; take a lower k"
        );
        for (row, label) in scored.rows() {
            self.samples += 1;
            self.right += u64::from(rank(row, label) < k);
        }
    }

    /// The share of the labels that were among the highest, from 0 to 1, or NaN of nothing.
    pub fn value(&self) -> f64 {
        share(self.right, self.samples)
    }

    /// How many samples were counted.
    pub fn samples(&self) -> u64 {
        self.samples
    }
}

/// How many classes are above this one.
fn rank<A: Float>(scores: &[A], class: usize) -> usize {
    let own = scores[class];
    let above = |(other, score): (usize, A)| match score.is_nan() || own.is_nan() {
        true => score.is_nan() && (!own.is_nan() || other < class),
        false => score > own || (score == own && other < class),
    };
    scores.iter().copied().enumerate().filter(|&score| above(score)).count()
}

impl Tally for TopK {
    fn kind(&self) -> String {
        format!("TopK of {}", self.k)
    }

    fn numbers(&self) -> Vec<f64> {
        vec![self.right as f64, self.samples as f64]
    }

    fn set_numbers(&mut self, numbers: &[f64]) {
        (self.right, self.samples) = (numbers[0] as u64, numbers[1] as u64);
    }
}

tally!(TopK);
