//! Which class was taken for which.

use std::fmt;

use super::f1::F1;
use super::scores::{check_classes, ignore_index, updates};
use super::tally::{Tally, share, tally};
use crate::tensor::Tensor;

/// How often a sample of one class was taken for one of another: a row for each class, a column for each guess, as in
/// scikit-learn's
/// [`confusion_matrix`](https://scikit-learn.org/stable/modules/generated/sklearn.metrics.confusion_matrix.html).
///
/// ```
/// use nn_core::metrics::ConfusionMatrix;
/// use nn_core::prelude::*;
///
/// let mut confusion = ConfusionMatrix::new(3).class_names(["cat", "dog", "bird"]);
/// confusion.update_classes(&Tensor::from([0, 1, 1, 2]), &Tensor::from([0, 0, 1, 2]));
/// assert_eq!((confusion.count_of(0, 1), confusion.accuracy()), (1, 0.75));
/// assert_eq!(
///     confusion.to_string(),
///     "\
/// is \\ taken for  cat  dog  bird
/// cat               1    1     0
/// dog               0    1     0
/// bird              0    0     1
/// "
/// );
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct ConfusionMatrix {
    classes: usize,
    counts: Vec<u64>,
    names: Vec<String>,
    ignore_index: Option<usize>,
}

impl ConfusionMatrix {
    /// The matrix of so many classes, without samples so far.
    pub fn new(classes: usize) -> Self {
        ConfusionMatrix { classes, counts: vec![0; classes * classes], names: Vec::new(), ignore_index: None }
    }

    /// The names of the classes, for printing. Without, they are numbers from 0.
    ///
    /// # Panics
    ///
    /// If it is another number of names than of classes.
    #[track_caller]
    pub fn class_names<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.names =
            check_names("ConfusionMatrix", names.into_iter().map(Into::into).collect(), self.classes);
        self
    }

    ignore_index!();

    updates!("ConfusionMatrix");

    /// The number of classes.
    pub fn classes(&self) -> usize {
        self.classes
    }

    /// The name of a class, or its number.
    pub fn name_of(&self, class: usize) -> String {
        name_of(&self.names, class)
    }

    /// How many samples of class `label` were taken for the class `guess`.
    ///
    /// # Panics
    ///
    /// If there is no such class.
    #[track_caller]
    pub fn count_of(&self, label: usize, guess: usize) -> u64 {
        check_classes("ConfusionMatrix", &[(guess, label)], self.classes);
        self.counts[label * self.classes + guess]
    }

    /// All counts, row by row.
    pub fn counts(&self) -> &[u64] {
        &self.counts
    }

    /// All counts, `[classes, classes]`, as `plots::confusion_matrix` draws them.
    pub fn to_tensor(&self) -> Tensor<2, usize> {
        Tensor::from_fn([self.classes; 2], |[label, guess]| {
            self.counts[label * self.classes + guess] as usize
        })
    }

    /// How many samples were counted.
    pub fn samples(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// The share of the samples that were taken for what they are, or NaN of nothing.
    pub fn accuracy(&self) -> f64 {
        let right = (0..self.classes).map(|class| self.counts[class * self.classes + class]).sum();
        share(right, self.samples())
    }

    /// Precision, recall and F1 of the same samples.
    pub fn f1(&self) -> F1 {
        F1::of(self)
    }

    #[track_caller]
    fn count(&mut self, pairs: &[(usize, usize)]) {
        check_classes("ConfusionMatrix", pairs, self.classes);
        pairs.iter().for_each(|(guess, label)| self.counts[label * self.classes + guess] += 1);
    }
}

/// The names, which must be as many as classes.
#[track_caller]
pub(super) fn check_names(metric: &str, names: Vec<String>, classes: usize) -> Vec<String> {
    let found = names.len();
    assert!(found == classes, "{metric}: {classes} classes need {classes} names, got {found}");
    names
}

pub(super) fn name_of(names: &[String], class: usize) -> String {
    names.get(class).cloned().unwrap_or_else(|| class.to_string())
}

impl fmt::Display for ConfusionMatrix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const CORNER: &str = "is \\ taken for";
        let width = |text: &str| text.chars().count();
        let names: Vec<String> = (0..self.classes).map(|class| self.name_of(class)).collect();
        let left = names.iter().map(|name| width(name)).fold(width(CORNER), usize::max);
        let column = |guess: usize| {
            let counts = self.counts.iter().skip(guess).step_by(self.classes);
            counts.map(|count| count.to_string().len()).fold(width(&names[guess]), usize::max)
        };
        let columns: Vec<usize> = (0..self.classes).map(column).collect();
        let mut line = |first: &str, cells: &[String]| {
            write!(f, "{first:<left$}")?;
            cells.iter().zip(&columns).try_for_each(|(cell, width)| write!(f, "  {cell:>width$}"))?;
            writeln!(f)
        };
        line(CORNER, &names)?;
        for (name, row) in names.iter().zip(self.counts.chunks(self.classes.max(1))) {
            line(name, &row.iter().map(u64::to_string).collect::<Vec<_>>())?;
        }
        Ok(())
    }
}

impl Tally for ConfusionMatrix {
    fn kind(&self) -> String {
        format!("ConfusionMatrix of {} classes", self.classes)
    }

    fn numbers(&self) -> Vec<f64> {
        self.counts.iter().map(|&count| count as f64).collect()
    }

    fn set_numbers(&mut self, numbers: &[f64]) {
        self.counts = numbers.iter().map(|&number| number as u64).collect();
    }
}

tally!(ConfusionMatrix);
