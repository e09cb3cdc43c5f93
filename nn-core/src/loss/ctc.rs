//! Connectionist temporal classification.

use super::Reduction;
use super::reduction::reduction_setter;
use crate::kernels::ctc::{Ctc, Sequence};
use crate::storage::Float;
use crate::tensor::{Op, Tensor, either, fits};

/// `−ln P(labels)`, where `P` adds up the probabilities of all ways in which the labels may lie over the steps, each label
/// repeated at will and with blanks between them
/// ([Graves et al. 2006](https://www.cs.toronto.edu/~graves/icml_2006.pdf)):
/// [`torch.nn.CTCLoss`](https://pytorch.org/docs/stable/generated/torch.nn.CTCLoss.html). The mean first divides the loss of
/// each sequence by how many labels it has.
///
/// # Shapes
///
/// Logarithms of probabilities `[steps, batch, classes]`, as [`log_softmax`](Tensor::log_softmax) gives them, and labels
/// `[batch, longest]`, of which each sequence has as many as its target length says.
///
/// As PyTorch's, the gradient is that of a softmax: behind anything else than [`log_softmax`](Tensor::log_softmax) it is
/// not that of the loss.
///
/// ```
/// use nn_core::prelude::*;
///
/// let scores = Tensor::<3>::zeros([4, 2, 3]);
/// let labels = Tensor::from(ndarray::array![[1, 2], [2, 0]]);
/// let loss = CtcLoss::new().loss(scores.log_softmax(2), &labels, &[4, 3], &[2, 1]);
/// assert!(loss.item() > 0.0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[doc(alias = "CTCLoss")]
pub struct CtcLoss {
    blank: usize,
    zero_infinity: bool,
    reduction: Reduction,
}

reduction_setter!(CtcLoss, "sequences");

impl Default for CtcLoss {
    fn default() -> Self {
        CtcLoss::new()
    }
}

const NAME: &str = "ctc_loss";

impl CtcLoss {
    /// The mean, with class 0 for the blank.
    pub const fn new() -> Self {
        CtcLoss { blank: 0, zero_infinity: false, reduction: Reduction::Mean }
    }

    /// The class that means no label; by default 0.
    pub const fn blank(mut self, blank: usize) -> Self {
        self.blank = blank;
        self
    }

    /// Whether a sequence with more labels than its steps can hold has a loss and a gradient of 0, where it would have an
    /// infinite loss; by default it has not.
    pub const fn zero_infinity(mut self, zero_infinity: bool) -> Self {
        self.zero_infinity = zero_infinity;
        self
    }

    /// The loss.
    ///
    /// # Panics
    ///
    /// As [`unreduced`](Self::unreduced).
    #[track_caller]
    pub fn loss<A: Float>(
        &self,
        log_probs: Tensor<3, A>,
        targets: &Tensor<2, usize>,
        input_lengths: &[usize],
        target_lengths: &[usize],
    ) -> Tensor<0, A> {
        let losses = self.unreduced(log_probs, targets, input_lengths, target_lengths);
        if self.reduction != Reduction::Mean {
            return self.reduction.of_elements(losses);
        }
        let shares = target_lengths.iter().map(|&labels| A::one() / A::of(labels.max(1) as f64)).collect();
        (losses * Tensor::new([target_lengths.len()], shares)).mean()
    }

    /// The loss of each sequence: `reduction="none"`.
    ///
    /// # Panics
    ///
    /// If there are not as many labels and lengths as sequences, a length is beyond the axis, or a label is no class or the
    /// blank.
    #[track_caller]
    pub fn unreduced<A: Float>(
        &self,
        log_probs: Tensor<3, A>,
        targets: &Tensor<2, usize>,
        input_lengths: &[usize],
        target_lengths: &[usize],
    ) -> Tensor<1, A> {
        self.check(&log_probs, targets, input_lengths, target_lengths);
        let [_, batch, classes] = log_probs.shape();
        let ctc = Ctc { batch, classes, blank: self.blank };
        let mut op = Op::named(NAME);
        let input = op.input(&log_probs);
        op.input(targets);
        let (shape, zero_infinity) = (log_probs.shape(), self.zero_infinity);
        op.run(
            [batch],
            |keep| {
                let sequences = self.sequences(targets, input_lengths, target_lengths);
                let losses = ctc.forward(log_probs.as_slice(), &sequences);
                let shown =
                    losses.iter().map(|&loss| if self.hides(loss) { A::zero() } else { loss }).collect();
                let kept = keep.value(|| (log_probs.off_tape(), sequences, losses));
                (Tensor::new([batch], shown), kept)
            },
            move |(log_probs, sequences, losses), dy, grads| {
                let mut dy = dy.into_vec();
                for (dy, loss) in dy.iter_mut().zip(losses) {
                    if zero_infinity && loss.is_infinite() {
                        *dy = A::zero();
                    }
                }
                grads.add_with(input, || {
                    Tensor::new(shape, ctc.backward(log_probs.as_slice(), &sequences, &dy))
                });
            },
        )
    }

    fn hides<A: Float>(&self, loss: A) -> bool {
        self.zero_infinity && loss.is_infinite()
    }

    fn sequences(
        &self,
        targets: &Tensor<2, usize>,
        input_lengths: &[usize],
        target_lengths: &[usize],
    ) -> Vec<Sequence> {
        let rows = targets.as_slice().chunks(targets.shape()[1].max(1));
        // Without a label there is no row.
        let rows = rows.chain(std::iter::repeat(&[][..]));
        let lengths = input_lengths.iter().zip(target_lengths);
        lengths
            .zip(rows)
            .map(|((&steps, &len), row)| Sequence { labels: row[..len].to_vec(), steps })
            .collect()
    }

    #[track_caller]
    fn check<A: Float>(
        &self,
        log_probs: &Tensor<3, A>,
        targets: &Tensor<2, usize>,
        input_lengths: &[usize],
        target_lengths: &[usize],
    ) {
        let ([steps, batch, classes], [rows, longest]) = (log_probs.shape(), targets.shape());
        let place = either(log_probs.place(), targets.place());
        fits!(
            place,
            [rows, input_lengths.len(), target_lengths.len()] == [batch; 3],
            "{NAME}: {batch} sequences need as many rows of labels, input lengths and target lengths, got {rows}, {} and {}",
            input_lengths.len(),
            target_lengths.len()
        );
        let most = |lengths: &[usize]| lengths.iter().copied().max().unwrap_or(0);
        fits!(
            place,
            most(input_lengths) <= steps && most(target_lengths) <= longest,
            "{NAME}: expected input lengths of at most {steps} and target lengths of at most {longest}, got {input_lengths:?} \
             and {target_lengths:?}"
        );
        fits!(
            place,
            self.blank < classes,
            "{NAME}: expected a blank among the {classes} classes, got {}",
            self.blank
        );
        // A trace has no labels.
        let rows = targets.storage().values().chunks(longest.max(1)).zip(target_lengths);
        let wrong =
            rows.flat_map(|(row, &len)| &row[..len]).find(|&&label| label >= classes || label == self.blank);
        if let Some(label) = wrong {
            panic!(
                "{NAME}: expected labels below {classes} other than the blank {}, got {label}",
                self.blank
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::CtcLoss;
    use crate::gradcheck::{gradcheck, irregular};
    use crate::tensor::Tensor;

    /// Adds up all ways by trying every sequence of classes.
    fn by_all_ways(log_probs: &Tensor<3, f64>, index: usize, labels: &[usize], steps: usize) -> f64 {
        let [_, batch, classes] = log_probs.shape();
        let mut sum = 0.0_f64;
        for way in 0..classes.pow(steps as u32) {
            let path: Vec<usize> = (0..steps).map(|step| way / classes.pow(step as u32) % classes).collect();
            let mut read = path.clone();
            read.dedup();
            read.retain(|&class| class != 0);
            if read == labels {
                let logs = path
                    .iter()
                    .enumerate()
                    .map(|(step, &class)| log_probs.as_slice()[(step * batch + index) * classes + class]);
                sum += logs.sum::<f64>().exp();
            }
        }
        -sum.ln()
    }

    #[test]
    fn the_sum_over_all_ways() {
        let log_probs = (irregular([5, 3, 3]) * 2.0).log_softmax(2);
        let labels = Tensor::from(ndarray::array![[1, 2], [1, 1], [2, 0]]);
        let losses = CtcLoss::new().unreduced(log_probs.clone(), &labels, &[5, 4, 3], &[2, 2, 1]);
        for (index, (labels, steps)) in [(&[1, 2][..], 5), (&[1, 1], 4), (&[2], 3)].into_iter().enumerate() {
            let expected = by_all_ways(&log_probs, index, labels, steps);
            assert!((losses.as_slice()[index] - expected).abs() < 1e-12, "{losses:?}, not {expected}");
        }
    }

    #[test]
    fn gradients_behind_a_softmax() {
        let labels = Tensor::from(ndarray::array![[1, 1], [2, 0]]);
        let loss = |x: Tensor<3, f64>| CtcLoss::new().loss(x.log_softmax(2), &labels, &[5, 3], &[2, 1]);
        gradcheck(irregular([5, 2, 4]) * 2.0, loss).unwrap();
        let sum = CtcLoss::new().blank(3).reduction(super::Reduction::Sum);
        gradcheck(irregular([5, 2, 4]), |x| sum.loss(x.log_softmax(2), &labels, &[5, 0], &[1, 0])).unwrap();
    }

    #[test]
    fn more_labels_than_steps() {
        let labels = Tensor::from(ndarray::array![[1, 1]]);
        let x = crate::Tape::new(0).input(Tensor::<3>::zeros([2, 1, 3])).requires_grad();
        let loss = CtcLoss::new().loss(x.clone().log_softmax(2), &labels, &[2], &[2]);
        assert_eq!(loss.item(), f32::INFINITY);
        let loss = CtcLoss::new().zero_infinity(true).loss(x.clone().log_softmax(2), &labels, &[2], &[2]);
        assert_eq!(loss.item(), 0.0);
        assert_eq!(loss.backward().wrt(&x).unwrap().as_slice(), [0.0; 6]);
    }
}
