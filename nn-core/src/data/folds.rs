//! Parts of a data set, with the classes in proportion or for cross-validation.

use std::collections::BTreeMap;

use rand::seq::SliceRandom;

use super::Dataset;
use crate::error::{Error, Result};
use crate::init::rng;
use crate::storage::Element;

/// The indices of one fold of a cross-validation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fold {
    /// The samples to train with, in ascending order.
    pub train: Vec<usize>,
    /// The samples to test with, in ascending order: each is in one fold's.
    pub test: Vec<usize>,
}

/// `k` folds of `len` samples, shuffled, as scikit-learn's
/// [`KFold(k, shuffle=True)`](https://scikit-learn.org/stable/modules/generated/sklearn.model_selection.KFold.html) makes:
/// each sample is tested in one of them, and the sizes differ by one at most.
///
/// ```
/// use nn_core::data::k_fold;
///
/// # fn main() -> nn_core::Result<()> {
/// for fold in k_fold(10, 3, 0)? {
///     assert!(fold.test.len() >= 3 && fold.train.len() + fold.test.len() == 10);
/// }
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// If `k` is below 2 or above the number of samples.
#[doc(alias = "KFold")]
pub fn k_fold(len: usize, k: usize, seed: u64) -> Result<Vec<Fold>> {
    check("k_fold", k, len, "samples")?;
    let mut order: Vec<usize> = (0..len).collect();
    order.shuffle(&mut rng(seed));
    let mut fold_of = vec![0; len];
    order.iter().enumerate().for_each(|(i, sample)| fold_of[*sample] = i % k);
    Ok(folds(&fold_of, k))
}

/// `k` folds in each of which the classes are as frequent as in the whole, as scikit-learn's
/// [`StratifiedKFold(k, shuffle=True)`](https://scikit-learn.org/stable/modules/generated/sklearn.model_selection.StratifiedKFold.html)
/// makes: how many samples of a class the folds test differs by one at most, and so do the folds' sizes.
///
/// # Errors
///
/// If `k` is below 2, or if a class has fewer samples than `k`.
#[doc(alias = "StratifiedKFold")]
pub fn stratified_k_fold(labels: &[usize], k: usize, seed: u64) -> Result<Vec<Fold>> {
    check("stratified_k_fold", k, labels.len(), "samples")?;
    let mut fold_of = vec![0; labels.len()];
    let mut next = 0;
    for (class, samples) in shuffled_classes(labels, seed) {
        check("stratified_k_fold", k, samples.len(), &format!("samples of class {class}"))?;
        // A class begins where the one before it ended, so that the folds have equal sizes.
        for sample in samples {
            fold_of[sample] = next % k;
            next += 1;
        }
    }
    Ok(folds(&fold_of, k))
}

/// Two parts of the samples of these labels, shuffled, the first with this fraction of them, and so in each class
/// (rounded up or down, so that the whole is right).
///
/// ```
/// use nn_core::data::stratified_split;
///
/// let labels = [vec![0; 90], vec![1; 10]].concat();
/// let (train, test) = stratified_split(&labels, 0.8, 0);
/// assert_eq!((train.len(), test.len()), (80, 20));
/// assert_eq!(test.iter().filter(|index| labels[**index] == 1).count(), 2);
/// ```
///
/// # Panics
///
/// If the fraction is not from 0 to 1.
#[doc(alias = "train_test_split")]
#[doc(alias = "StratifiedShuffleSplit")]
#[track_caller]
pub fn stratified_split(labels: &[usize], fraction: f64, seed: u64) -> (Vec<usize>, Vec<usize>) {
    assert!(
        (0.0..=1.0).contains(&fraction),
        "stratified_split: expected a fraction within 0..=1, got {fraction}"
    );
    let (mut first, mut second) = (Vec::new(), Vec::new());
    let mut seen = 0;
    for samples in shuffled_classes(labels, seed).into_values() {
        // As many as the whole has up to this class, less those taken before.
        seen += samples.len();
        let wanted = (seen as f64 * fraction).round() as usize - first.len();
        let (taken, left) = samples.split_at(wanted.min(samples.len()));
        first.extend(taken);
        second.extend(left);
    }
    let mut rng = rng(seed ^ 1);
    first.shuffle(&mut rng);
    second.shuffle(&mut rng);
    (first, second)
}

impl<const N: usize, A: Element> Dataset<N, A> {
    /// Two parts of the samples, as [`split`](Dataset::split), with the classes as frequent in both as in the whole: see
    /// [`stratified_split`].
    ///
    /// # Panics
    ///
    /// If the fraction is not from 0 to 1.
    #[track_caller]
    pub fn split_stratified(&self, fraction: f64, seed: u64) -> (Self, Self) {
        let (first, second) = stratified_split(self.labels().as_slice(), fraction, seed);
        (self.select(&first), self.select(&second))
    }
}

/// The samples of each class, shuffled.
fn shuffled_classes(labels: &[usize], seed: u64) -> BTreeMap<usize, Vec<usize>> {
    let mut classes: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (sample, class) in labels.iter().enumerate() {
        classes.entry(*class).or_default().push(sample);
    }
    let mut rng = rng(seed);
    classes.values_mut().for_each(|samples| samples.shuffle(&mut rng));
    classes
}

fn check(name: &str, k: usize, len: usize, what: &str) -> Result<()> {
    match (2..=len).contains(&k) {
        true => Ok(()),
        false => {
            let message =
                format!("{name}: {len} {what} cannot be parted into {k} folds, expected 2 to {len}");
            Err(Error::setting(message).with("k", k))
        }
    }
}

fn folds(fold_of: &[usize], k: usize) -> Vec<Fold> {
    let fold = |fold: usize| {
        let (test, train) = (0..fold_of.len()).partition(|sample| fold_of[*sample] == fold);
        Fold { train, test }
    };
    (0..k).map(fold).collect()
}
