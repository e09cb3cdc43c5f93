//! Sequences of different lengths in one batch.

use super::Collate;
use super::collate::tensor;
use crate::error::{Error, Result};
use crate::nn::Padded;
use crate::storage::{Element, filled};
use crate::tensor::{Rank, Tensor};

/// A sample whose first axis may have another length than that of others: the tokens of a sentence, the steps of a
/// recording. A batch of them is [`Sequences`], filled up to the longest with zeros, unless
/// [`padding_value`](Sequence::padding_value) says otherwise.
///
/// ```
/// use nn_core::data::{Collate, Sequence};
/// use nn_core::prelude::*;
///
/// # fn main() -> nn_core::Result<()> {
/// let words = [vec![5_usize, 6, 7], vec![8]].map(|words| Sequence::new(Tensor::from(words)).padding_value(1));
/// let batch = Collate::collate(words.to_vec())?;
/// assert_eq!(batch.values, Tensor::from([[5, 6, 7], [8, 1, 1]]));
/// assert_eq!(batch.lengths, [3, 1]);
/// # Ok(())
/// # }
/// ```
#[doc(alias = "pad_sequence")]
#[derive(Clone, Debug)]
pub struct Sequence<const N: usize, A: Element = f32> {
    values: Tensor<N, A>,
    padding: A,
}

impl<const N: usize, A: Element> Sequence<N, A> {
    /// A sequence along the first axis.
    ///
    /// # Panics
    ///
    /// If there is no axis.
    #[track_caller]
    pub fn new(values: impl Into<Tensor<N, A>>) -> Self {
        assert!(N > 0, "Sequence: a tensor of rank 0 has no length");
        Sequence { values: values.into(), padding: A::default() }
    }

    /// What stands behind the end, such as the index of a token that a loss ignores. In a batch, that of the first
    /// sample counts.
    pub fn padding_value(self, padding: A) -> Self {
        Sequence { padding, ..self }
    }
}

/// A batch of [sequences](Sequence).
#[derive(Clone, Debug, PartialEq)]
pub struct Sequences<T> {
    /// `[batch, length, ..]`: the length is that of the longest.
    pub values: T,
    /// The length of each.
    pub lengths: Vec<usize>,
}

impl<T> Sequences<T> {
    /// Which places are behind the end of a sequence: what [`MultiheadAttention`](crate::nn::MultiheadAttention) takes as
    /// its `key_padding_mask`, of shape `[batch, length]`.
    pub fn key_padding_mask(&self) -> Tensor<2, bool> {
        let longest = self.lengths.iter().copied().max().unwrap_or(0);
        Tensor::from_fn([self.lengths.len(), longest], |[i, at]| at >= self.lengths[i])
    }
}

/// For recurrent layers with `batch_first(true)`.
impl From<Sequences<Tensor<3>>> for Padded {
    fn from(batch: Sequences<Tensor<3>>) -> Padded {
        Padded::new(batch.values, batch.lengths)
    }
}

impl<const N: usize, A: Element> Collate for Sequence<N, A>
where
    Tensor<N, A>: Rank<Element = A>,
    <Tensor<N, A> as Rank>::Larger: Send + 'static,
{
    type Batch = Sequences<<Tensor<N, A> as Rank>::Larger>;

    fn collate(samples: Vec<Self>) -> Result<Self::Batch> {
        let Some(first) = samples.first() else {
            return Err(Error::setting("Sequence: a batch of no sequences has no shape"));
        };
        let mut shape = first.values.shape();
        let other = samples.iter().enumerate().find(|(_, sample)| sample.values.shape()[1..] != shape[1..]);
        if let Some((i, sample)) = other {
            let message = format!(
                "is a sequence of shape {:?}, but the first of the batch has {shape:?}: only the first axis may differ",
                sample.values.shape()
            );
            return Err(Error::sample(i, Error::setting(message)));
        }
        let lengths: Vec<usize> = samples.iter().map(|sample| sample.values.shape()[0]).collect();
        shape[0] = lengths.iter().copied().max().unwrap_or(0);
        let size: usize = shape.iter().product();
        let mut elements = filled(samples.len() * size, first.padding);
        for (row, sample) in samples.iter().enumerate() {
            elements[row * size..][..sample.values.len()].copy_from_slice(sample.values.as_slice());
        }
        let values = tensor(&[&[samples.len()], &shape[..]].concat(), elements);
        Ok(Sequences { values, lengths })
    }
}
