//! Cross entropy of logits with labels or with probabilities.

use std::borrow::Cow;

use super::Reduction;
use super::reduction::reduction_setter;
use super::rows::{Labels, RowLosses, check_labels, check_weight, rows, without_classes};
use crate::device::{self, Extra, Input, Kernel};
use crate::kernels::cross_entropy::{self as kernel, Counting};
use crate::kernels::nll::row_weights;
use crate::kernels::reduce;
use crate::storage::{Float, SharedStorage};
use crate::tensor::{Op, Rank, Tensor, either, fits};

/// `−Σ target · ln softmax(logits)` over the classes, averaged over the samples:
/// [`torch.nn.CrossEntropyLoss`](https://pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html).
///
/// The softmax, its logarithm and the choice of the label are one pass, and so is the backward pass.
///
/// # Shapes
///
/// Logits `[batch, classes]`, `[batch, classes, d1, ..]` or, for one sample, `[classes]`. The target is either
/// labels (`usize`, the shape of the logits without the classes) or probabilities (the shape of the logits). Both
/// sides get gradients when the target is probabilities on the tape.
///
/// # Defaults
///
/// No weights, nothing ignored, `label_smoothing(0.0)`, the mean. The mean over labels is weighted:
/// `Σ wᵢ·lossᵢ / Σ wᵢ`; over probabilities it divides by the number of samples.
///
/// ```
/// use nn_core::prelude::*;
///
/// let logits = Tensor::<2>::from(ndarray::array![[2.0, 0.0], [0.0, 0.0]]);
/// let labels = Tensor::from([0, 1]);
/// let loss = logits.clone().cross_entropy(&labels);
/// assert!((loss.item() - 0.41).abs() < 1e-3);
///
/// let smooth = CrossEntropyLoss::new().label_smoothing(0.1).reduction(Reduction::Sum);
/// assert!(smooth.loss(logits, &labels).item() > 2.0 * loss.item());
/// ```
#[derive(Clone, Debug)]
pub struct CrossEntropyLoss<A: Float = f32> {
    weight: Option<Tensor<1, A>>,
    ignore_index: Option<usize>,
    label_smoothing: f64,
    reduction: Reduction,
}

reduction_setter!([A: Float] CrossEntropyLoss<A>, "samples");

impl<A: Float> CrossEntropyLoss<A> {
    /// The loss with its defaults.
    pub const fn new() -> Self {
        CrossEntropyLoss {
            weight: None,
            ignore_index: None,
            label_smoothing: 0.0,
            reduction: Reduction::Mean,
        }
    }

    /// A weight for each class.
    #[track_caller]
    pub fn weight(mut self, weight: impl Into<Tensor<1, A>>) -> Self {
        self.weight = Some(weight.into().constant("weight"));
        self
    }

    /// A label whose samples do not count. PyTorch's default is −100; labels here are not negative, so nothing is
    /// ignored unless you say what.
    pub const fn ignore_index(mut self, label: usize) -> Self {
        self.ignore_index = Some(label);
        self
    }

    /// The share of each target that is spread evenly over all classes:
    /// [Szegedy et al., 2015](https://arxiv.org/abs/1512.00567).
    ///
    /// # Panics
    ///
    /// If it is not within `0..=1`.
    #[track_caller]
    pub const fn label_smoothing(mut self, share: f64) -> Self {
        assert!(share >= 0.0 && share <= 1.0, "CrossEntropyLoss: label_smoothing must be between 0 and 1");
        self.label_smoothing = share;
        self
    }

    /// The loss.
    ///
    /// # Panics
    ///
    /// If the target does not fit the logits, a label is no class, or the number of weights is not that of the
    /// classes.
    #[track_caller]
    pub fn loss<const N: usize>(&self, logits: Tensor<N, A>, target: impl ClassTarget<N, A>) -> Tensor<0, A> {
        target.losses(self, logits).reduced(self.reduction)
    }

    /// The loss of each sample: `reduction="none"`.
    ///
    /// # Panics
    ///
    /// As [`loss`](Self::loss) does.
    #[track_caller]
    pub fn unreduced<const N: usize>(
        &self,
        logits: Tensor<N, A>,
        target: impl ClassTarget<N, A>,
    ) -> <Tensor<N, A> as Rank>::Smaller
    where
        Tensor<N, A>: Rank<Element = A>,
    {
        target.losses(self, logits).unreduced()
    }

    fn counting(&self, classes: usize) -> Counting<'_, A> {
        let weight = self.weight.as_ref().map(Tensor::as_slice);
        Counting { weight, smoothing: A::of(self.label_smoothing), classes }
    }
}

impl<A: Float> Default for CrossEntropyLoss<A> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const N: usize, A: Float> Tensor<N, A> {
    /// [`CrossEntropyLoss`] with its defaults: the mean of `−ln softmax(logits)` at the labels, or against
    /// probabilities. `torch.nn.functional.cross_entropy`.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let logits = Tensor::<2>::zeros([4, 10]);
    /// let loss = logits.cross_entropy(&Tensor::from([3, 1, 4, 1]));
    /// assert!((loss.item() - 10.0_f32.ln()).abs() < 1e-6);
    /// ```
    ///
    /// # Panics
    ///
    /// If the target does not fit the logits, or a label is no class.
    #[track_caller]
    pub fn cross_entropy(self, target: impl ClassTarget<N, A>) -> Tensor<0, A> {
        CrossEntropyLoss::new().loss(self, target)
    }
}

const NAME: &str = "cross_entropy";

/// What logits of rank `N` are compared with: labels, or probabilities of the logits' shape.
#[diagnostic::on_unimplemented(
    message = "logits of rank {N} cannot be compared with `{Self}`",
    label = "expected labels `&Tensor<M, usize>` of one rank less, or probabilities of the same rank"
)]
pub trait ClassTarget<const N: usize, A: Float> {
    #[doc(hidden)]
    #[track_caller]
    fn losses(self, loss: &CrossEntropyLoss<A>, logits: Tensor<N, A>) -> RowLosses<A>;
}

#[diagnostic::do_not_recommend]
impl<const N: usize, const M: usize, A: Float> ClassTarget<N, A> for &Tensor<M, usize>
where
    Tensor<M, usize>: Labels<N>,
{
    #[track_caller]
    fn losses(self, loss: &CrossEntropyLoss<A>, logits: Tensor<N, A>) -> RowLosses<A> {
        let shape = logits.shape();
        let ignored = loss.ignore_index;
        let logits = rows(NAME, logits);
        let labels = check_labels(NAME, logits.place(), shape, self, ignored);
        check_weight(NAME, loss.weight.as_ref(), &logits);
        let weight = loss.weight.as_ref().map(Tensor::as_slice);
        let count = reduce::sum(&row_weights(labels, ignored, weight));
        RowLosses { losses: with_labels(loss, logits, self), count, shape: without_classes(&shape) }
    }
}

#[track_caller]
fn with_labels<const M: usize, A: Float>(
    loss: &CrossEntropyLoss<A>,
    logits: Tensor<2, A>,
    labels: &Tensor<M, usize>,
) -> Tensor<1, A> {
    let mut op = Op::named(NAME);
    let input = op.input(&logits);
    op.input(labels);
    let shape @ [rows, _] = logits.shape();
    op.run(
        [rows],
        |keep| {
            let (losses, norms) = forward(loss, &logits, labels);
            let kept = keep.value(|| (loss.clone(), labels.off_tape(), logits.off_tape(), norms));
            (Tensor::from_storage([rows], losses), kept)
        },
        move |(loss, labels, logits, norms), dy, grads| {
            let dx = backward(&loss, logits, &norms, labels.storage(), dy.storage());
            grads.add(input, Tensor::from_storage(shape, dx));
        },
    )
}

/// What the backward pass needs of each row.
type Norms<A> = Extra<Vec<kernel::Norm<A>>, SharedStorage<A>>;

/// The loss of each row.
fn forward<const M: usize, A: Float>(
    loss: &CrossEntropyLoss<A>,
    logits: &Tensor<2, A>,
    labels: &Tensor<M, usize>,
) -> (SharedStorage<A>, Norms<A>) {
    let (classes, ignored) = (logits.shape()[1], loss.ignore_index);
    let kernel = || Some(Kernel::CrossEntropy { classes, smoothing: loss.label_smoothing, ignored });
    let weight = loss.weight.as_ref().map(|weight| weight.storage() as &dyn Input);
    let inputs: [Option<&dyn Input>; 3] = [Some(logits.storage()), Some(labels.storage()), weight];
    if let Some(mut outputs) = device::run_present(&inputs, kernel) {
        return (outputs.next(), Extra::Device(outputs.next()));
    }
    let counting = loss.counting(classes);
    let (losses, norms) = kernel::with_labels(logits.as_slice(), labels.as_slice(), ignored, counting);
    (SharedStorage::new(losses), Extra::Host(norms))
}

/// The gradient of the logits.
fn backward<A: Float>(
    loss: &CrossEntropyLoss<A>,
    logits: Tensor<2, A>,
    norms: &Norms<A>,
    labels: &SharedStorage<usize>,
    dy: &SharedStorage<A>,
) -> SharedStorage<A> {
    let (classes, ignored) = (logits.shape()[1], loss.ignore_index);
    let mut x = logits.into_storage();
    if let Extra::Device(norms) = norms {
        let smoothing = loss.label_smoothing;
        let kernel = || Some(Kernel::CrossEntropyBackward { classes, smoothing, ignored });
        let weight = loss.weight.as_ref().map(|weight| weight.storage() as &dyn Input);
        let inputs: [Option<&dyn Input>; 5] = [Some(&x), Some(norms), Some(labels), Some(dy), weight];
        if let Some(mut dx) = device::run_present(&inputs, kernel) {
            return dx.next();
        }
    }
    let norms: Cow<'_, [kernel::Norm<A>]> = match norms {
        Extra::Host(norms) => norms.into(),
        Extra::Device(norms) => norms.as_slice().as_chunks::<2>().0.iter().map(|&norm| norm.into()).collect(),
    };
    let (counting, labels) = (loss.counting(classes), labels.as_slice());
    kernel::with_labels_backward(x.make_mut(), &norms, labels, ignored, counting, dy.as_slice());
    x
}

#[diagnostic::do_not_recommend]
impl<const N: usize, A: Float> ClassTarget<N, A> for &Tensor<N, A> {
    #[track_caller]
    fn losses(self, loss: &CrossEntropyLoss<A>, logits: Tensor<N, A>) -> RowLosses<A> {
        let shape = logits.shape();
        fits!(
            either(logits.place(), self.place()),
            self.shape() == shape,
            "{NAME}: logits of shape {shape:?} need probabilities of the same shape, got {:?}",
            self.shape()
        );
        assert!(
            loss.ignore_index.is_none(),
            "{NAME}: `ignore_index` is for labels, but the target is probabilities; give probabilities without it"
        );
        let (logits, target) = (rows(NAME, logits), rows(NAME, self.clone()));
        check_weight(NAME, loss.weight.as_ref(), &logits);
        let count = A::of(logits.shape()[0] as f64);
        RowLosses { losses: with_probabilities(loss, logits, target), count, shape: without_classes(&shape) }
    }
}

#[track_caller]
fn with_probabilities<A: Float>(
    loss: &CrossEntropyLoss<A>,
    logits: Tensor<2, A>,
    target: Tensor<2, A>,
) -> Tensor<1, A> {
    let mut op = Op::named(NAME);
    let (input, wanted) = (op.input(&logits), op.input(&target));
    let shape @ [rows, classes] = logits.shape();
    op.run(
        [rows],
        |keep| {
            let counting = loss.counting(classes);
            let (losses, norms) = kernel::with_probabilities(logits.as_slice(), target.as_slice(), counting);
            let kept = keep.value(|| (loss.clone(), target.off_tape(), logits.off_tape(), norms));
            (Tensor::new([rows], losses), kept)
        },
        move |(loss, target, logits, norms), dy, grads| {
            let (counting, dy) = (loss.counting(classes), dy.as_slice());
            grads.add_with(wanted, || {
                let mut x = logits.clone().into_storage();
                kernel::probabilities_backward(x.make_mut(), &norms, counting, dy);
                Tensor::from_storage(shape, x)
            });
            grads.add_with(input, || {
                let mut x = logits.into_storage();
                kernel::with_probabilities_backward(x.make_mut(), &norms, target.as_slice(), counting, dy);
                Tensor::from_storage(shape, x)
            });
        },
    )
}

#[cfg(test)]
mod tests {
    use super::CrossEntropyLoss;
    use crate::gradcheck::{gradcheck, irregular};
    use crate::loss::Reduction;
    use crate::tensor::Tensor;

    fn settings() -> Vec<CrossEntropyLoss<f64>> {
        let weight = [0.5, 2.0, 1.0, 0.0];
        let mut all = Vec::new();
        for reduction in [Reduction::Mean, Reduction::Sum, Reduction::BatchMean] {
            let plain = CrossEntropyLoss::new().reduction(reduction);
            all.push(plain.clone().weight(weight).label_smoothing(0.2));
            all.push(plain.clone().label_smoothing(0.2));
            all.push(plain.clone().weight(weight));
            all.push(plain);
        }
        all
    }

    #[test]
    fn labels() {
        let x = irregular([5, 4]) * 3.0;
        let labels = Tensor::from([0, 3, 1, 2, 1]);
        for loss in settings() {
            gradcheck(x.clone(), |x| loss.loss(x, &labels)).unwrap();
            gradcheck(x.clone(), |x| loss.unreduced(x, &labels)).unwrap();
            let loss = loss.ignore_index(1);
            gradcheck(x.clone(), |x| loss.loss(x, &labels)).unwrap();
        }
        gradcheck(irregular([4]), |x| x.cross_entropy(&Tensor::from(2))).unwrap();
    }

    #[test]
    fn more_axes() {
        let x = irregular([2, 4, 3, 2]);
        let labels = Tensor::from_fn([2, 3, 2], |[i, j, k]| (i + j * 2 + k) % 4);
        for loss in settings() {
            gradcheck(x.clone(), |x| loss.loss(x, &labels)).unwrap();
            gradcheck(x.clone(), |x| loss.unreduced(x, &labels)).unwrap();
        }
    }

    #[test]
    fn the_classes_are_the_second_axis() {
        let x = irregular([2, 4, 3, 2]);
        let labels = Tensor::from_fn([2, 3, 2], |[i, j, k]| (i + j * 2 + k) % 4);
        let losses = CrossEntropyLoss::new().unreduced(x.clone(), &labels);
        let logarithms = x.log_softmax(1);
        for (index, loss) in losses.as_array().indexed_iter() {
            let (i, j, k) = index;
            let want = -logarithms.as_array()[[i, labels.as_array()[index], j, k]];
            assert!((loss - want).abs() < 1e-12, "{index:?}: {loss} instead of {want}");
        }
    }

    #[test]
    fn probabilities_on_either_side() {
        let (x, q) = (irregular([3, 4, 2]), irregular([3, 4, 2]).softmax(1));
        for loss in settings() {
            gradcheck(x.clone(), |x| loss.loss(x, &q)).unwrap();
            gradcheck(q.clone(), |q| loss.loss(x.clone().beside(&q), &q)).unwrap();
            gradcheck(x.clone(), |x| loss.unreduced(x, &q)).unwrap();
        }
    }

    #[test]
    fn labels_are_probabilities_of_one() {
        let (x, labels) = (irregular([3, 4]), Tensor::from([1, 3, 0]));
        let q = Tensor::from_fn([3, 4], |[i, class]| f64::from(u8::from(labels.as_slice()[i] == class)));
        for loss in settings().into_iter().filter(|loss| loss.reduction != Reduction::Mean) {
            let (a, b) = (loss.loss(x.clone(), &labels).item(), loss.loss(x.clone(), &q).item());
            assert!((a - b).abs() < 1e-12, "{loss:?}: {a} and {b}");
        }
    }

    #[test]
    fn large_logits_stay_finite_and_ignored_rows_do_not_count() {
        let x = Tensor::from(ndarray::array![[1e4_f32, 0.0], [f32::NAN, 0.0], [0.0, 1e4]]);
        let loss = CrossEntropyLoss::new().ignore_index(7);
        assert_eq!(loss.loss(x, &Tensor::from([0, 7, 0])).item(), 5e3);
    }

    #[test]
    #[should_panic(expected = "cross_entropy: label 4 (element 1) is beyond the 4 classes")]
    fn a_label_must_be_a_class() {
        let _ = irregular([2, 4]).cross_entropy(&Tensor::from([0, 4]));
    }

    #[test]
    #[should_panic(expected = "cross_entropy: scores of shape [2, 4] need labels of shape [2], got [3]")]
    fn every_sample_has_a_label() {
        let _ = irregular([2, 4]).cross_entropy(&Tensor::from([0, 1, 2]));
    }
}
