//! Precision, recall and F1.

use std::fmt;

use super::confusion_matrix::{ConfusionMatrix, check_names, name_of};
use super::scores::{check_classes, ignore_index, updates};
use super::tally::{Tally, share, tally};

/// Precision, recall and their harmonic mean, F1, of each class and on average, as scikit-learn's
/// [`f1_score`](https://scikit-learn.org/stable/modules/generated/sklearn.metrics.f1_score.html) has them:
///
/// - precision: of the samples that were taken for the class, the share that are of it;
/// - recall: of the samples of the class, the share that were found;
/// - F1: `2·right / (taken for it + of it)`.
///
/// A class of which there are samples but that was never guessed has the precision 0, and one that was guessed but never
/// occurs the recall 0, as scikit-learn says it with a warning. What neither occurs nor was guessed is NaN for each of the
/// three, and counts in no average.
///
/// ```
/// use nn_core::metrics::{Average, F1};
/// use nn_core::prelude::*;
///
/// let mut f1 = F1::new(3).class_names(["cat", "dog", "bird"]);
/// f1.update_classes(&Tensor::from([0, 1, 1, 1]), &Tensor::from([0, 0, 1, 1]));
/// assert!((f1.value(Average::Macro) - (2.0 / 3.0 + 0.8) / 2.0).abs() < 1e-12);
/// assert_eq!(f1.recall(Average::Micro), 0.75);
/// assert_eq!(f1.per_class()[1].support, 2);
/// println!("{f1}");
/// ```
#[derive(Clone, Debug, PartialEq)]
#[doc(alias("f1_score", "F1Score", "precision_score", "recall_score", "classification_report"))]
pub struct F1 {
    counts: Vec<Counts>,
    names: Vec<String>,
    ignore_index: Option<usize>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Counts {
    right: u64,
    /// How often the class was guessed.
    guessed: u64,
    /// How many samples are of the class.
    support: u64,
}

/// How the figures of the classes become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Average {
    /// The mean over the classes, each with the same weight: rare classes count as much as frequent ones.
    Macro,
    /// That of all samples together, whatever their class. Where each sample has one label and one guess, precision, recall
    /// and F1 are all the accuracy.
    Micro,
    /// The mean over the classes, each weighted by its samples.
    Weighted,
}

/// The figures of a class.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClassScores {
    /// Of the samples that were taken for the class, the share that are of it.
    pub precision: f64,
    /// Of the samples of the class, the share that were found.
    pub recall: f64,
    /// The harmonic mean of both.
    pub f1: f64,
    /// How many samples are of the class.
    pub support: u64,
}

impl F1 {
    /// The figures of so many classes, without samples so far.
    pub fn new(classes: usize) -> Self {
        F1 { counts: vec![Counts::default(); classes], names: Vec::new(), ignore_index: None }
    }

    /// The figures of what a matrix has counted.
    pub(super) fn of(matrix: &ConfusionMatrix) -> Self {
        let mut f1 = F1::new(matrix.classes());
        for (i, &count) in matrix.counts().iter().enumerate() {
            f1.add(i % matrix.classes(), i / matrix.classes(), count);
        }
        f1.names = (0..matrix.classes()).map(|class| matrix.name_of(class)).collect();
        f1
    }

    /// The names of the classes, for printing. Without, they are numbers from 0.
    ///
    /// # Panics
    ///
    /// If it is another number of names than of classes.
    #[track_caller]
    pub fn class_names<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.names = check_names("F1", names.into_iter().map(Into::into).collect(), self.counts.len());
        self
    }

    ignore_index!();

    updates!("F1");

    /// F1 over all classes, or NaN of nothing.
    pub fn value(&self, average: Average) -> f64 {
        self.average(average, |class| class.f1)
    }

    /// Precision over all classes, or NaN of nothing.
    pub fn precision(&self, average: Average) -> f64 {
        self.average(average, |class| class.precision)
    }

    /// Recall over all classes, or NaN of nothing.
    pub fn recall(&self, average: Average) -> f64 {
        self.average(average, |class| class.recall)
    }

    /// The figures of each class, in order.
    pub fn per_class(&self) -> Vec<ClassScores> {
        self.counts.iter().copied().map(Counts::scores).collect()
    }

    /// How many samples were counted.
    pub fn samples(&self) -> u64 {
        self.counts.iter().map(|counts| counts.support).sum()
    }

    fn average(&self, average: Average, figure: impl Fn(&ClassScores) -> f64) -> f64 {
        let weight = |class: &ClassScores| match average {
            Average::Weighted => class.support as f64,
            Average::Macro | Average::Micro => 1.0,
        };
        let classes = match average {
            Average::Micro => vec![self.together().scores()],
            Average::Macro | Average::Weighted => self.per_class(),
        };
        let counted = classes.iter().filter(|class| !class.f1.is_nan());
        let (sum, weights) = counted.fold((0.0, 0.0), |(sum, weights), class| {
            (sum + weight(class) * figure(class), weights + weight(class))
        });
        sum / weights
    }

    fn together(&self) -> Counts {
        self.counts.iter().fold(Counts::default(), |all, counts| Counts {
            right: all.right + counts.right,
            guessed: all.guessed + counts.guessed,
            support: all.support + counts.support,
        })
    }

    #[track_caller]
    fn count(&mut self, pairs: &[(usize, usize)]) {
        check_classes("F1", pairs, self.counts.len());
        pairs.iter().for_each(|(guess, label)| self.add(*guess, *label, 1));
    }

    fn add(&mut self, guess: usize, label: usize, samples: u64) {
        self.counts[guess].guessed += samples;
        self.counts[label].support += samples;
        self.counts[label].right += if guess == label { samples } else { 0 };
    }
}

impl Counts {
    fn scores(self) -> ClassScores {
        let Counts { right, guessed, support } = self;
        let unless_absent = |part, whole| match (whole, guessed + support) {
            (0, 1..) => 0.0,
            _ => share(part, whole),
        };
        ClassScores {
            precision: unless_absent(right, guessed),
            recall: unless_absent(right, support),
            f1: share(2 * right, guessed + support),
            support,
        }
    }
}

impl fmt::Display for F1 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = [Average::Micro, Average::Macro, Average::Weighted].map(|average| {
            let (precision, recall) = (self.precision(average), self.recall(average));
            let scores = ClassScores { precision, recall, f1: self.value(average), support: self.samples() };
            (format!("{average:?}").to_lowercase(), scores)
        });
        let classes = self.per_class().into_iter().enumerate();
        let classes = classes.map(|(class, scores)| (name_of(&self.names, class), scores));
        let lines: Vec<(String, ClassScores)> = classes.chain(all).collect();
        let left = lines.iter().map(|(name, _)| name.chars().count()).fold(0, usize::max);
        writeln!(f, "{:left$}  precision  recall     f1  samples", "")?;
        for (i, (name, ClassScores { precision, recall, f1, support })) in lines.iter().enumerate() {
            if i == self.counts.len() {
                writeln!(f)?;
            }
            writeln!(f, "{name:<left$}  {precision:>9.3}  {recall:>6.3}  {f1:>5.3}  {support:>7}")?;
        }
        Ok(())
    }
}

impl Tally for F1 {
    fn kind(&self) -> String {
        format!("F1 of {} classes", self.counts.len())
    }

    fn numbers(&self) -> Vec<f64> {
        let numbers = |counts: &Counts| [counts.right, counts.guessed, counts.support].map(|n| n as f64);
        self.counts.iter().flat_map(numbers).collect()
    }

    fn set_numbers(&mut self, numbers: &[f64]) {
        let counts = |n: &[f64; 3]| Counts { right: n[0] as u64, guessed: n[1] as u64, support: n[2] as u64 };
        self.counts = numbers.as_chunks().0.iter().map(counts).collect();
    }
}

tally!(F1);
