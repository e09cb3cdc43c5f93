//! Inputs with their labels.

use rand::seq::SliceRandom;

use crate::error::{Error, Result};
use crate::init::rng;
use crate::kernels::index::check_indices;
use crate::storage::{Element, scratch};
use crate::tensor::Tensor;

/// Samples of a classification task: the first axis of `inputs` counts the samples, and each has a label from
/// 0 to below [`num_classes`](Dataset::num_classes). Vectors are a `Dataset<2>`, images (samples, channels,
/// height, width) a `Dataset<4>`, token sequences a `Dataset<2, usize>`.
///
/// ```
/// use nn_core::data::Dataset;
/// use nn_core::prelude::*;
///
/// # fn main() -> nn_core::Result<()> {
/// let inputs = Tensor::from_fn([10, 2], |[i, j]| (i + j) as f32);
/// let labels = Tensor::from_fn([10], |[i]| i % 3);
/// let data = Dataset::new(inputs, labels, 3)?;
///
/// let (train, test) = data.split(0.8, 0);
/// assert_eq!((train.len(), test.len()), (8, 2));
/// for (inputs, labels) in train.batches(3, &mut rng(0)) {
///     assert_eq!(inputs.shape(), [labels.len(), 2]);
/// }
/// # Ok(())
/// # }
/// ```
#[doc(alias = "TensorDataset")]
#[derive(Clone, Debug, PartialEq)]
pub struct Dataset<const N: usize, A: Element = f32> {
    inputs: Tensor<N, A>,
    labels: Tensor<1, usize>,
    class_names: Vec<String>,
}

impl<const N: usize, A: Element> Dataset<N, A> {
    /// Samples with their labels. The classes are named `0`, `1`, ...
    ///
    /// # Errors
    ///
    /// If there are not as many labels as inputs, or if a label is not below `num_classes`.
    pub fn new(inputs: Tensor<N, A>, labels: Tensor<1, usize>, num_classes: usize) -> Result<Self> {
        let Some(&samples) = inputs.shape().first() else {
            let message = "Dataset: expected inputs of shape [samples, ..], got [], which has no axis";
            return Err(Error::setting(message.to_owned()));
        };
        if samples != labels.len() {
            return Err(Error::setting(format!(
                "Dataset: inputs of shape {:?} are {samples} samples, but there are {} labels",
                inputs.shape(),
                labels.len()
            )));
        }
        if let Some(i) = labels.as_slice().iter().position(|label| *label >= num_classes) {
            let label = labels.as_slice()[i];
            return Err(Error::setting(format!(
                "Dataset: sample {i} has label {label}, expected one below the number of classes, \
                 {num_classes}"
            )));
        }
        let class_names = (0..num_classes).map(|class| class.to_string()).collect();
        Ok(Dataset { inputs: inputs.off_tape(), labels: labels.off_tape(), class_names })
    }

    /// Names the classes, in the order of their labels.
    ///
    /// # Errors
    ///
    /// If there are not as many names as classes.
    pub fn with_class_names<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Result<Self> {
        let names: Vec<String> = names.into_iter().map(Into::into).collect();
        if names.len() != self.num_classes() {
            return Err(Error::setting(format!(
                "Dataset: {} names for {} classes: {names:?}",
                names.len(),
                self.num_classes()
            )));
        }
        self.class_names = names;
        Ok(self)
    }

    /// The number of samples.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there are no samples.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of classes.
    pub fn num_classes(&self) -> usize {
        self.class_names.len()
    }

    /// The names of the classes, in the order of their labels.
    pub fn class_names(&self) -> &[String] {
        &self.class_names
    }

    /// All inputs; the first axis counts the samples.
    pub fn inputs(&self) -> &Tensor<N, A> {
        &self.inputs
    }

    /// All labels.
    pub fn labels(&self) -> &Tensor<1, usize> {
        &self.labels
    }

    /// The same samples with other inputs, such as vectors reshaped into images.
    ///
    /// # Panics
    ///
    /// If `change` changes the number of samples.
    #[track_caller]
    pub fn map<const M: usize, B: Element>(
        self,
        change: impl FnOnce(Tensor<N, A>) -> Tensor<M, B>,
    ) -> Dataset<M, B> {
        let inputs = change(self.inputs).off_tape();
        let shape = inputs.shape();
        let samples = self.labels.len();
        assert!(
            shape.first() == Some(&samples),
            "Dataset::map: {samples} samples must stay {samples} along the first axis, got inputs of shape {shape:?}"
        );
        Dataset { inputs, labels: self.labels, class_names: self.class_names }
    }

    /// Two parts of the samples, shuffled, the first with this fraction of them (rounded). The same seed
    /// gives the same parts on every machine.
    ///
    /// # Panics
    ///
    /// If the fraction is not from 0 to 1.
    #[doc(alias = "random_split")]
    #[track_caller]
    pub fn split(&self, fraction: f64, seed: u64) -> (Self, Self) {
        let (first, second) = split(self.len(), fraction, seed);
        (self.select(&first), self.select(&second))
    }

    /// The samples of these indices, in this order.
    ///
    /// # Panics
    ///
    /// If an index is not below [`len`](Dataset::len).
    #[doc(alias = "Subset")]
    #[track_caller]
    pub fn select(&self, indices: &[usize]) -> Self {
        let (inputs, labels) = self.gather(indices);
        Dataset { inputs, labels, class_names: self.class_names.clone() }
    }

    #[track_caller]
    pub(super) fn gather(&self, indices: &[usize]) -> (Tensor<N, A>, Tensor<1, usize>) {
        check_indices("Dataset::select", indices, self.len());
        let mut shape = self.inputs.shape();
        shape[0] = indices.len();
        let row: usize = shape[1..].iter().product();
        let mut inputs = scratch(indices.len() * row);
        for (i, index) in indices.iter().enumerate() {
            let sample = &self.inputs.as_slice()[index * row..(index + 1) * row];
            inputs[i * row..(i + 1) * row].copy_from_slice(sample);
        }
        let labels: Vec<usize> = indices.iter().map(|index| self.labels.as_slice()[*index]).collect();
        (Tensor::new(shape, inputs), labels.into())
    }
}

/// The numbers below `len`, shuffled, in two parts.
#[track_caller]
pub(super) fn split(len: usize, fraction: f64, seed: u64) -> (Vec<usize>, Vec<usize>) {
    assert!((0.0..=1.0).contains(&fraction), "split: expected a fraction within 0..=1, got {fraction}");
    let mut order: Vec<usize> = (0..len).collect();
    order.shuffle(&mut rng(seed));
    let second = order.split_off((len as f64 * fraction).round() as usize);
    (order, second)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(len: usize) -> Dataset<2> {
        let inputs = Tensor::from_fn([len, 2], |[i, j]| (2 * i + j) as f32);
        Dataset::new(inputs, Tensor::from_fn([len], |[i]| i % 3), 3).unwrap()
    }

    #[test]
    fn labels_must_fit_the_inputs_and_the_classes() {
        let inputs = Tensor::<2>::zeros([2, 3]);
        let error = Dataset::new(inputs.clone(), Tensor::from([0usize]), 2).unwrap_err();
        assert_eq!(
            error.to_string(),
            "Dataset: inputs of shape [2, 3] are 2 samples, but there are 1 labels"
        );
        let error = Dataset::new(inputs, Tensor::from([0usize, 2]), 2).unwrap_err();
        assert_eq!(
            error.to_string(),
            "Dataset: sample 1 has label 2, expected one below the number of classes, 2"
        );
        assert!(numbers(3).with_class_names(["a", "b"]).is_err());
    }

    #[test]
    fn a_split_has_every_sample_once_with_its_label_and_is_fixed_by_the_seed() {
        let data = numbers(101);
        let (train, test) = data.split(0.8, 7);
        assert_eq!((train.len(), test.len()), (81, 20));
        let mut seen: Vec<usize> = Vec::new();
        for part in [&train, &test] {
            for (row, label) in part.inputs().as_array().outer_iter().zip(part.labels().as_slice()) {
                let i = row[0] as usize / 2;
                assert_eq!(row[1], row[0] + 1.0);
                assert_eq!(*label, i % 3);
                seen.push(i);
            }
        }
        seen.sort_unstable();
        assert!(seen.into_iter().eq(0..101));
        assert_eq!(data.split(0.8, 7), (train.clone(), test));
        assert_ne!(data.split(0.8, 8).0, train);
        assert_eq!(data.split(1.0, 0).1.len(), 0);
    }

    #[test]
    fn the_shuffle_of_a_seed_stays_what_it_is() {
        assert_eq!(split(8, 0.5, 0), (vec![3, 0, 5, 4], vec![6, 1, 2, 7]));
    }

    #[test]
    #[should_panic(
        expected = "Dataset::map: 4 samples must stay 4 along the first axis, got inputs of shape [2, 4]"
    )]
    fn map_keeps_the_samples() {
        numbers(4).map(|x| Tensor::<2>::new([2, 4], x.into_vec()));
    }
}
