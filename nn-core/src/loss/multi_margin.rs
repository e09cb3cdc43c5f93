//! A margin between the score of the right class and those of all others.

use super::Reduction;
use super::by_row::by_row;
use super::reduction::reduction_setter;
use crate::storage::Float;
use crate::tensor::{Op, Rank, Tensor, either, fits};

/// `Σ max(0, margin − x[label] + x[i])^p / classes` over all other classes `i`, averaged over the samples:
/// [`torch.nn.MultiMarginLoss`](https://pytorch.org/docs/stable/generated/torch.nn.MultiMarginLoss.html).
///
/// # Shapes
///
/// Scores `[batch, classes]` have labels `[batch]`, scores `[classes]` one of rank 0.
///
/// ```
/// use nn_core::prelude::*;
///
/// let scores = Tensor::<2>::new([1, 4], vec![0.0, 2.0, 1.5, -3.0]);
/// assert_eq!(MultiMarginLoss::new().loss(scores, &Tensor::from([1])).item(), 0.5 / 4.0);
/// ```
#[derive(Clone, Debug)]
pub struct MultiMarginLoss<A: Float = f32> {
    is_squared: bool,
    margin: f64,
    weight: Option<Tensor<1, A>>,
    reduction: Reduction,
}

reduction_setter!([A: Float] MultiMarginLoss<A>, "samples");

impl<A: Float> MultiMarginLoss<A> {
    /// The mean, with a margin of 1 and `p = 1`.
    pub const fn new() -> Self {
        MultiMarginLoss { is_squared: false, margin: 1.0, weight: None, reduction: Reduction::Mean }
    }

    /// The exponent, 1 or 2; by default 1.
    ///
    /// # Panics
    ///
    /// If it is another number.
    #[track_caller]
    pub const fn p(mut self, p: usize) -> Self {
        assert!(p == 1 || p == 2, "MultiMarginLoss: p must be 1 or 2");
        self.is_squared = p == 2;
        self
    }

    /// By how much the right score should be the greatest; by default 1.
    pub const fn margin(mut self, margin: f64) -> Self {
        self.margin = margin;
        self
    }

    /// A factor for the samples of each class.
    #[track_caller]
    pub fn weight(mut self, weight: impl Into<Tensor<1, A>>) -> Self {
        self.weight = Some(weight.into());
        self
    }

    /// The loss.
    ///
    /// # Panics
    ///
    /// As [`unreduced`](Self::unreduced).
    #[track_caller]
    pub fn loss<const N: usize, const M: usize>(
        &self,
        scores: Tensor<N, A>,
        labels: &Tensor<M, usize>,
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
    /// If there is not a label for each sample, a label is no class, or there is not a weight for each class.
    #[track_caller]
    pub fn unreduced<const N: usize, const M: usize>(
        &self,
        scores: Tensor<N, A>,
        labels: &Tensor<M, usize>,
    ) -> Tensor<M, A>
    where
        Tensor<N, A>: Rank<Element = A, Smaller = Tensor<M, A>>,
    {
        let (shape, classes) = (scores.shape(), scores.shape()[N - 1]);
        let place = either(scores.place(), labels.place());
        fits!(
            place,
            labels.shape() == shape[..N - 1],
            "{NAME}: scores of shape {shape:?} need labels of shape {:?}, got {:?}",
            &shape[..N - 1],
            labels.shape()
        );
        if let Some(label) = labels.storage().values().iter().find(|&&label| label >= classes) {
            panic!("{NAME}: the label {label} is beyond the {classes} classes");
        }
        let weights = self.weight.as_ref().map_or(classes, Tensor::len);
        fits!(place, weights == classes, "{NAME}: {classes} classes need as many weights, got {weights}");
        let mut op = Op::named(NAME);
        op.input(labels);
        let (this, kept) = (self.clone(), labels.off_tape());
        by_row(
            NAME,
            op,
            scores,
            |row, x| self.of_row(x, labels.as_slice()[row]),
            move |row, x, dx| this.add_slopes(x, kept.as_slice()[row], dx),
        )
    }

    fn of_row(&self, x: &[A], label: usize) -> A {
        let others = (0..x.len()).filter(|&i| i != label).map(|i| self.missing(x, label, i));
        let sum: A = others.map(|z| if self.is_squared { z * z } else { z }).sum();
        sum * self.factor(x, label)
    }

    fn add_slopes(&self, x: &[A], label: usize, dx: &mut [A]) {
        for i in (0..x.len()).filter(|&i| i != label) {
            let z = self.missing(x, label, i);
            let slope = if self.is_squared { z + z } else { A::one() } * self.factor(x, label);
            if z > A::zero() {
                dx[i] += slope;
                dx[label] -= slope;
            }
        }
    }

    /// What is missing of the margin to class `i`.
    fn missing(&self, x: &[A], label: usize, i: usize) -> A {
        (A::of(self.margin) - x[label] + x[i]).max(A::zero())
    }

    fn factor(&self, x: &[A], label: usize) -> A {
        let weight = self.weight.as_ref().map_or(A::one(), |weight| weight.as_slice()[label]);
        weight / A::of(x.len() as f64)
    }
}

const NAME: &str = "multi_margin_loss";

impl<A: Float> Default for MultiMarginLoss<A> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::MultiMarginLoss;
    use crate::gradcheck::{gradcheck, irregular};
    use crate::tensor::Tensor;

    #[test]
    fn gradients() {
        let labels = Tensor::from([2, 0, 1]);
        for p in [1, 2] {
            let loss = MultiMarginLoss::new().p(p).margin(0.7).weight([0.5, 1.0, 2.0, 3.0]);
            gradcheck(irregular([3, 4]), |x| loss.loss(x, &labels)).unwrap();
            gradcheck(irregular([3, 4]), |x| loss.unreduced(x, &labels)).unwrap();
            gradcheck(irregular([4]), |x| loss.unreduced(x, &Tensor::from(3_usize))).unwrap();
        }
    }
}
