//! Scores, classes and labels, as the metrics take them.

use crate::loss::{Labels, check_labels, rows};
use crate::storage::Float;
use crate::tensor::Tensor;

/// Scores as `[samples, classes]`, and a label for each sample.
pub(super) struct Scored<'l, A: Float> {
    pub(super) scores: Tensor<2, A>,
    labels: &'l [usize],
    ignored: Option<usize>,
}

impl<'l, A: Float> Scored<'l, A> {
    #[track_caller]
    pub(super) fn new<const N: usize>(
        metric: &str,
        scores: &Tensor<N, A>,
        labels: &'l impl Labels<N>,
        ignored: Option<usize>,
    ) -> Self {
        let labels = check_labels(metric, scores.place(), scores.shape(), labels, ignored);
        Scored { scores: rows(metric, scores.off_tape()), labels, ignored }
    }

    /// The class with the highest score and the label of each sample that counts.
    pub(super) fn pairs(&self) -> Vec<(usize, usize)> {
        let guesses = self.scores.argmax(1);
        counted(guesses.as_slice(), self.labels, self.ignored)
    }

    /// The scores and the label of each sample that counts.
    pub(super) fn rows(&self) -> impl Iterator<Item = (&[A], usize)> {
        let rows = self.scores.as_slice().chunks_exact(self.scores.shape()[1]);
        rows.zip(self.labels.iter().copied()).filter(|(_, label)| Some(*label) != self.ignored)
    }
}

/// The guess and the label of each sample that counts, of tensors of one shape.
#[track_caller]
pub(super) fn classes<const N: usize>(
    metric: &str,
    guesses: &Tensor<N, usize>,
    labels: &Tensor<N, usize>,
    ignored: Option<usize>,
) -> Vec<(usize, usize)> {
    let (found, expected) = (guesses.shape(), labels.shape());
    assert!(
        found == expected,
        "{metric}: classes of shape {found:?} need labels of that shape, got {expected:?}"
    );
    counted(guesses.as_slice(), labels.as_slice(), ignored)
}

fn counted(guesses: &[usize], labels: &[usize], ignored: Option<usize>) -> Vec<(usize, usize)> {
    let pairs = guesses.iter().copied().zip(labels.iter().copied());
    pairs.filter(|(_, label)| Some(*label) != ignored).collect()
}

/// Refuses a guess or a label that is none of the classes.
#[track_caller]
pub(super) fn check_classes(metric: &str, pairs: &[(usize, usize)], classes: usize) {
    if let Some((guess, label)) = pairs.iter().find(|(guess, label)| *guess.max(label) >= classes) {
        panic!(
            "{metric}: a sample of class {label} was taken for class {guess}, but the metric was made for {classes} classes, \
             which count from 0"
        );
    }
}

/// The setter of metrics that compare with labels.
macro_rules! ignore_index {
    () => {
        /// A label whose samples do not count, as that of a padding. By default all count.
        pub fn ignore_index(mut self, label: usize) -> Self {
            self.ignore_index = Some(label);
            self
        }
    };
}

/// How metrics that compare classes are updated.
macro_rules! updates {
    ($name:literal) => {
        /// Counts samples by their scores: the guess is the class with the highest score, the first of equal ones, as
        /// [`argmax`](crate::Tensor::argmax) has it.
        ///
        /// # Panics
        ///
        /// If the labels do not fit the scores, or one is no class.
        #[track_caller]
        pub fn update<const N: usize, A: crate::Float>(
            &mut self,
            scores: &crate::Tensor<N, A>,
            labels: &impl crate::loss::Labels<N>,
        ) {
            let pairs =
                $crate::metrics::scores::Scored::new($name, scores, labels, self.ignore_index).pairs();
            self.count(&pairs);
        }

        /// Counts samples by the classes that were guessed.
        ///
        /// # Panics
        ///
        /// If the labels have another shape, or one of the classes is none.
        #[track_caller]
        pub fn update_classes<const N: usize>(
            &mut self,
            guesses: &crate::Tensor<N, usize>,
            labels: &crate::Tensor<N, usize>,
        ) {
            let pairs = $crate::metrics::scores::classes($name, guesses, labels, self.ignore_index);
            self.count(&pairs);
        }
    };
}

pub(super) use {ignore_index, updates};
