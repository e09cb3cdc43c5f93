//! Losses of samples that belong to several classes.

use super::Reduction;
use super::by_row::by_row;
use super::pointwise::{target as beside, unreduced};
use super::reduction::reduction_setter;
use crate::device::Pointwise;
use crate::ops::Operand;
use crate::storage::Float;
use crate::tensor::{Op, Rank, Tensor, either, fits};

/// Binary cross entropy of the logits of all classes, averaged over the classes and then over the samples:
/// [`torch.nn.MultiLabelSoftMarginLoss`](https://pytorch.org/docs/stable/generated/torch.nn.MultiLabelSoftMarginLoss.html).
///
/// # Shapes
///
/// Scores and targets `[batch, classes]`, or `[classes]` of one sample.
///
/// ```
/// use nn_core::prelude::*;
///
/// let (x, t) = (Tensor::<2>::zeros([1, 3]), Tensor::<2>::zeros([1, 3]));
/// let loss = MultiLabelSoftMarginLoss::new().loss(x, &t).item();
/// assert!((loss - 2.0_f32.ln()).abs() < 1e-6);
/// ```
#[derive(Clone, Debug)]
pub struct MultiLabelSoftMarginLoss<A: Float = f32> {
    weight: Option<Tensor<1, A>>,
    reduction: Reduction,
}

reduction_setter!([A: Float] MultiLabelSoftMarginLoss<A>, "samples");

impl<A: Float> MultiLabelSoftMarginLoss<A> {
    /// The mean, with all classes alike.
    pub const fn new() -> Self {
        MultiLabelSoftMarginLoss { weight: None, reduction: Reduction::Mean }
    }

    /// A factor for each class.
    #[track_caller]
    pub fn weight(mut self, weight: impl Into<Tensor<1, A>>) -> Self {
        self.weight = Some(weight.into());
        self
    }

    /// The loss. Both sides get gradients.
    ///
    /// # Panics
    ///
    /// As [`unreduced`](Self::unreduced).
    #[track_caller]
    pub fn loss<const N: usize, const M: usize>(
        &self,
        scores: Tensor<N, A>,
        target: impl Operand<N, A>,
    ) -> Tensor<0, A>
    where
        Tensor<N, A>: Rank<Element = A, Smaller = Tensor<M, A>>,
    {
        self.reduction.of_elements(self.unreduced(scores, target))
    }

    /// The loss of each sample: `reduction="none"`.
    ///
    /// # Panics
    ///
    /// If the shapes differ, or there is not a weight for each class.
    #[track_caller]
    pub fn unreduced<const N: usize, const M: usize>(
        &self,
        scores: Tensor<N, A>,
        target: impl Operand<N, A>,
    ) -> Tensor<M, A>
    where
        Tensor<N, A>: Rank<Element = A, Smaller = Tensor<M, A>>,
    {
        const NAME: &str = "multilabel_soft_margin_loss";
        let target = beside(NAME, &scores, target);
        let shape = scores.shape();
        let weights = self.weight.as_ref().map_or(shape[N - 1], Tensor::len);
        fits!(
            scores.place(),
            weights == shape[N - 1],
            "{NAME}: scores of shape {shape:?} need {} weights, got {weights}",
            shape[N - 1]
        );
        let losses = unreduced(NAME, Pointwise::EntropyOfLogits, scores, target);
        let Some(weight) = &self.weight else { return losses.mean_axis(N - 1) };
        let mut row = [1; N];
        row[N - 1] = weights;
        (losses * weight.clone().reshape(row)).mean_axis(N - 1)
    }
}

impl<A: Float> Default for MultiLabelSoftMarginLoss<A> {
    fn default() -> Self {
        Self::new()
    }
}

/// `Σ max(0, 1 − x[t] + x[i]) / classes` over all classes `t` that the sample has and all `i` that it has not, averaged over
/// the samples:
/// [`torch.nn.MultiLabelMarginLoss`](https://pytorch.org/docs/stable/generated/torch.nn.MultiLabelMarginLoss.html).
///
/// # Shapes
///
/// Scores and labels `[batch, classes]`, or `[classes]` of one sample. The labels of a sample end before the first negative
/// one.
///
/// ```
/// use nn_core::prelude::*;
///
/// let scores = Tensor::<2>::new([1, 3], vec![2.0, 1.5, -1.0]);
/// let labels = Tensor::<2, i64>::new([1, 3], vec![0, -1, -1]);
/// assert_eq!(MultiLabelMarginLoss::new().loss(scores, &labels).item(), 0.5 / 3.0);
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct MultiLabelMarginLoss {
    reduction: Reduction,
}

reduction_setter!(MultiLabelMarginLoss, "samples");

impl MultiLabelMarginLoss {
    /// The mean.
    pub const fn new() -> Self {
        MultiLabelMarginLoss { reduction: Reduction::Mean }
    }

    /// The loss.
    ///
    /// # Panics
    ///
    /// As [`unreduced`](Self::unreduced).
    #[track_caller]
    pub fn loss<const N: usize, const M: usize, A: Float>(
        &self,
        scores: Tensor<N, A>,
        labels: &Tensor<N, i64>,
    ) -> Tensor<0, A>
    where
        Tensor<N, A>: Rank<Element = A, Smaller = Tensor<M, A>>,
    {
        self.reduction.of_elements(self.unreduced(scores, labels))
    }

    /// The loss of each sample: `reduction="none"`.
    ///
    /// # Panics
    ///
    /// If the shapes differ, or a label is no class.
    #[track_caller]
    pub fn unreduced<const N: usize, const M: usize, A: Float>(
        &self,
        scores: Tensor<N, A>,
        labels: &Tensor<N, i64>,
    ) -> Tensor<M, A>
    where
        Tensor<N, A>: Rank<Element = A, Smaller = Tensor<M, A>>,
    {
        const NAME: &str = "multilabel_margin_loss";
        let shape = scores.shape();
        fits!(
            either(scores.place(), labels.place()),
            labels.shape() == shape,
            "{NAME}: scores of shape {shape:?} need labels of the same shape, got {:?}",
            labels.shape()
        );
        let classes = shape[N - 1];
        if let Some(label) = labels.storage().values().iter().find(|&&label| label >= classes as i64) {
            panic!("{NAME}: the label {label} is beyond the {classes} classes");
        }
        let mut op = Op::named(NAME);
        op.input(labels);
        let (kept, count) = (labels.off_tape(), A::of(classes as f64));
        let missing = |x: &[A], t: usize, i: usize| (A::one() - x[t] + x[i]).max(A::zero());
        by_row(
            NAME,
            op,
            scores,
            |row, x| pairs(&own(labels, row), classes).map(|(t, i)| missing(x, t, i)).sum::<A>() / count,
            move |row, x, dx| {
                let own = own(&kept, row);
                for (t, i) in pairs(&own, classes).filter(|&(t, i)| missing(x, t, i) > A::zero()) {
                    dx[i] += count.recip();
                    dx[t] -= count.recip();
                }
            },
        )
    }
}

/// The labels of a sample before the first negative one.
fn own<const N: usize>(labels: &Tensor<N, i64>, row: usize) -> Vec<usize> {
    let classes = labels.shape()[N - 1];
    let labels = &labels.as_slice()[row * classes..(row + 1) * classes];
    labels.iter().map_while(|&label| usize::try_from(label).ok()).collect()
}

/// Each class that a sample has, with each that it has not.
fn pairs(own: &[usize], classes: usize) -> impl Iterator<Item = (usize, usize)> {
    own.iter().flat_map(move |&t| (0..classes).filter(|i| !own.contains(i)).map(move |i| (t, i)))
}

#[cfg(test)]
mod tests {
    use super::{MultiLabelMarginLoss, MultiLabelSoftMarginLoss};
    use crate::gradcheck::{gradcheck, irregular};
    use crate::tensor::Tensor;

    #[test]
    fn gradients() {
        let (x, t) = (irregular([3, 4]), (irregular([3, 4]) * 3.0).sigmoid());
        for loss in
            [MultiLabelSoftMarginLoss::new(), MultiLabelSoftMarginLoss::new().weight([1.0, 2.0, 0.5, 3.0])]
        {
            gradcheck(x.clone(), |x| loss.loss(x, &t)).unwrap();
            gradcheck(t.clone(), |t| loss.unreduced(x.clone(), t)).unwrap();
        }
        let labels = Tensor::<2, i64>::new([3, 4], vec![1, 3, -1, 0, -1, 0, 0, 0, 2, 0, 1, 3]);
        gradcheck(x.clone() * 0.3, |x| MultiLabelMarginLoss::new().loss(x, &labels)).unwrap();
        gradcheck(x, |x| MultiLabelMarginLoss::new().unreduced(x, &labels)).unwrap();
    }
}
