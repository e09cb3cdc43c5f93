//! Negative log-likelihood of labels.

use super::Reduction;
use super::reduction::reduction_setter;
use super::rows::{Labels, RowLosses, check_labels, check_weight, rows, without_classes};
use crate::kernels::nll as kernel;
use crate::kernels::reduce;
use crate::storage::Float;
use crate::tensor::{Op, Rank, Tensor};

/// `−x` at the label, where `x` are logarithms of probabilities, averaged over the samples:
/// [`torch.nn.NLLLoss`](https://pytorch.org/docs/stable/generated/torch.nn.NLLLoss.html). After a `log_softmax` it is
/// the cross entropy, which [`CrossEntropyLoss`](super::CrossEntropyLoss) computes in one pass.
///
/// # Shapes
///
/// `[batch, classes]`, `[batch, classes, d1, ..]` or, for one sample, `[classes]`; labels have the same shape without
/// the classes.
///
/// # Defaults
///
/// No weights, nothing ignored, the mean `Σ wᵢ·lossᵢ / Σ wᵢ`.
///
/// ```
/// use nn_core::prelude::*;
///
/// let x = Tensor::from(ndarray::array![[0.0, -1.0], [-2.0, -3.0]]);
/// let labels = Tensor::from([1, 0]);
/// assert_eq!(x.clone().nll_loss(&labels).item(), 1.5);
/// assert_eq!(NllLoss::new().weight([1.0, 3.0]).loss(x.clone(), &labels).item(), 1.25);
/// assert_eq!(NllLoss::new().unreduced(x, &labels).as_slice(), [1.0, 2.0]);
/// ```
#[doc(alias = "NLLLoss")]
#[derive(Clone, Debug)]
pub struct NllLoss<A: Float = f32> {
    weight: Option<Tensor<1, A>>,
    ignore_index: Option<usize>,
    reduction: Reduction,
}

reduction_setter!([A: Float] NllLoss<A>, "samples");

impl<A: Float> NllLoss<A> {
    /// The loss with its defaults.
    pub const fn new() -> Self {
        NllLoss { weight: None, ignore_index: None, reduction: Reduction::Mean }
    }

    /// A weight for each class.
    #[track_caller]
    pub fn weight(mut self, weight: impl Into<Tensor<1, A>>) -> Self {
        self.weight = Some(weight.into().constant("weight"));
        self
    }

    /// A label whose samples do not count; by default all do.
    pub const fn ignore_index(mut self, label: usize) -> Self {
        self.ignore_index = Some(label);
        self
    }

    /// The loss.
    ///
    /// # Panics
    ///
    /// If the labels do not fit the input, a label is no class, or the number of weights is not that of the classes.
    #[track_caller]
    pub fn loss<const N: usize>(&self, input: Tensor<N, A>, labels: &impl Labels<N>) -> Tensor<0, A> {
        self.losses(input, labels).reduced(self.reduction)
    }

    /// The loss of each sample: `reduction="none"`.
    ///
    /// # Panics
    ///
    /// As [`loss`](Self::loss) does.
    #[track_caller]
    pub fn unreduced<const N: usize>(
        &self,
        input: Tensor<N, A>,
        labels: &impl Labels<N>,
    ) -> <Tensor<N, A> as Rank>::Smaller
    where
        Tensor<N, A>: Rank<Element = A>,
    {
        self.losses(input, labels).unreduced()
    }

    #[track_caller]
    fn losses<const N: usize>(&self, input: Tensor<N, A>, labels: &impl Labels<N>) -> RowLosses<A> {
        let shape = input.shape();
        let x = rows("nll_loss", input);
        let slice = check_labels("nll_loss", x.place(), shape, labels, self.ignore_index);
        check_weight("nll_loss", self.weight.as_ref(), &x);
        let weight = self.weight.as_ref().map(Tensor::as_slice);
        let weights = kernel::row_weights(slice, self.ignore_index, weight);
        let count = reduce::sum(&weights);
        RowLosses { losses: pick(x, labels, slice, weights), count, shape: without_classes(&shape) }
    }
}

#[track_caller]
fn pick<const N: usize, A: Float>(
    x: Tensor<2, A>,
    target: &impl Labels<N>,
    labels: &[usize],
    weights: Vec<A>,
) -> Tensor<1, A> {
    let mut op = Op::named("nll_loss");
    let input = op.input(&x);
    target.join(&mut op);
    let shape @ [rows, classes] = x.shape();
    op.run(
        [rows],
        |keep| {
            let losses = kernel::pick(x.as_slice(), classes, labels, &weights);
            (Tensor::new([rows], losses), keep.value(|| (labels.to_vec(), weights)))
        },
        move |(labels, weights), dy, grads| {
            let dx = kernel::pick_backward(dy.as_slice(), classes, &labels, &weights);
            grads.add(input, Tensor::new(shape, dx));
        },
    )
}

impl<A: Float> Default for NllLoss<A> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const N: usize, A: Float> Tensor<N, A> {
    /// [`NllLoss`] with its defaults: the mean of `−x` at the labels, where `x` are logarithms of probabilities.
    ///
    /// # Panics
    ///
    /// If the labels do not fit, or a label is no class.
    #[track_caller]
    pub fn nll_loss(self, labels: &impl Labels<N>) -> Tensor<0, A> {
        NllLoss::new().loss(self, labels)
    }
}

#[cfg(test)]
mod tests {
    use super::NllLoss;
    use crate::gradcheck::{gradcheck, irregular};
    use crate::loss::Reduction;
    use crate::tensor::Tensor;

    #[test]
    fn every_setting() {
        let (x, labels) = (irregular([5, 4]), Tensor::from([0, 3, 1, 2, 1]));
        let (image, of_image) = (irregular([2, 4, 3]), Tensor::from(ndarray::array![[0, 1, 2], [3, 3, 1]]));
        for reduction in [Reduction::Mean, Reduction::Sum, Reduction::BatchMean] {
            let loss = NllLoss::new().reduction(reduction).weight([0.5, 2.0, 1.0, 0.25]);
            gradcheck(x.clone(), |x| loss.loss(x, &labels)).unwrap();
            gradcheck(image.clone(), |x| loss.loss(x, &of_image)).unwrap();
            gradcheck(image.clone(), |x| loss.unreduced(x, &of_image)).unwrap();
            let loss = loss.ignore_index(1);
            gradcheck(x.clone(), |x| loss.loss(x, &labels)).unwrap();
        }
        gradcheck(irregular([4]), |x| x.nll_loss(&Tensor::from(2))).unwrap();
    }

    #[test]
    fn after_a_log_softmax_it_is_the_cross_entropy() {
        let (x, labels) = (irregular([3, 4, 2]) * 3.0, Tensor::from(ndarray::array![[0, 1], [2, 3], [1, 1]]));
        let (a, b) = (x.clone().log_softmax(1).nll_loss(&labels), x.cross_entropy(&labels));
        assert!((a.item() - b.item()).abs() < 1e-12);
    }

    #[test]
    fn ignored_rows_do_not_count() {
        let x = Tensor::from(ndarray::array![[-1.0, -2.0], [f32::NAN, f32::NAN]]);
        assert_eq!(NllLoss::new().ignore_index(9).loss(x, &Tensor::from([1, 9])).item(), 2.0);
    }
}
