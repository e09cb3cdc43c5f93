//! Losses of triplets: what should be near an anchor, and what should be far from it.

use super::Reduction;
use super::reduction::reduction_setter;
use crate::device::Unary;
use crate::ops::Operand;
use crate::storage::Float;
use crate::tensor::{Rank, Tensor, either, fits};

/// `max(0, d(a, p) − d(a, n) + margin)` of an anchor `a`, a positive `p` that should be nearer than the negative `n`, and the
/// [distance](Tensor::pairwise_distance) `d`, averaged over the triplets:
/// [`torch.nn.TripletMarginLoss`](https://pytorch.org/docs/stable/generated/torch.nn.TripletMarginLoss.html). By default the
/// margin is 1, and the distance that of Euclid.
///
/// # Shapes
///
/// Three of `[batch, features]`, or of `[features]`.
///
/// ```
/// use nn_core::prelude::*;
///
/// let [a, p, n] = [0.0, 2.0, 5.0].map(|x| Tensor::<2>::full([1, 1], x));
/// assert_eq!(TripletMarginLoss::new().eps(0.0).loss(a.clone(), &p, &n).item(), 0.0);
/// assert_eq!(TripletMarginLoss::new().eps(0.0).loss(a, &n, &p).item(), 4.0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TripletMarginLoss {
    margin: f64,
    p: f64,
    eps: f64,
    swap: bool,
    reduction: Reduction,
}

reduction_setter!(TripletMarginLoss, "triplets");

impl TripletMarginLoss {
    /// The mean, with a margin of 1 and the distance of Euclid.
    pub const fn new() -> Self {
        TripletMarginLoss { margin: 1.0, p: 2.0, eps: 1e-6, swap: false, reduction: Reduction::Mean }
    }

    /// By how much the negative should be farther than the positive: a positive number.
    ///
    /// # Panics
    ///
    /// If it is not positive.
    #[track_caller]
    pub const fn margin(mut self, margin: f64) -> Self {
        assert!(margin > 0.0, "TripletMarginLoss: margin must be greater than 0");
        self.margin = margin;
        self
    }

    /// The norm of the distance, by its exponent; by default 2.
    ///
    /// # Panics
    ///
    /// If it is not positive.
    #[track_caller]
    pub const fn p(mut self, p: f64) -> Self {
        assert!(p > 0.0, "TripletMarginLoss: p must be positive");
        self.p = p;
        self
    }

    /// What is added to each difference of two elements; by default 10⁻⁶.
    pub const fn eps(mut self, eps: f64) -> Self {
        self.eps = eps;
        self
    }

    /// Whether the distance of the positive from the negative counts where it is less than that of the anchor
    /// ([Balntas et al. 2016](https://bmva-archive.org.uk/bmvc/2016/papers/paper119/)); by default it does not.
    pub const fn swap(mut self, swap: bool) -> Self {
        self.swap = swap;
        self
    }

    /// The loss. All three get gradients.
    ///
    /// # Panics
    ///
    /// As [`unreduced`](Self::unreduced).
    #[track_caller]
    pub fn loss<const N: usize, const M: usize, A: Float>(
        &self,
        anchor: Tensor<N, A>,
        positive: impl Operand<N, A>,
        negative: impl Operand<N, A>,
    ) -> Tensor<0, A>
    where
        Tensor<N, A>: Rank<Element = A, Smaller = Tensor<M, A>>,
    {
        self.reduction.of_elements(self.unreduced(anchor, positive, negative))
    }

    /// The loss of each triplet: `reduction="none"`.
    ///
    /// # Panics
    ///
    /// If the shapes differ or have no axis.
    #[track_caller]
    pub fn unreduced<const N: usize, const M: usize, A: Float>(
        &self,
        anchor: Tensor<N, A>,
        positive: impl Operand<N, A>,
        negative: impl Operand<N, A>,
    ) -> Tensor<M, A>
    where
        Tensor<N, A>: Rank<Element = A, Smaller = Tensor<M, A>>,
    {
        let (positive, negative) = alike("triplet_margin_loss", &anchor, positive, negative);
        let near = anchor.clone().pairwise_distance(&positive, self.p, self.eps);
        let mut far = anchor.pairwise_distance(&negative, self.p, self.eps);
        if self.swap {
            far = far.minimum(positive.pairwise_distance(negative, self.p, self.eps));
        }
        hinge(near, far, self.margin)
    }
}

impl Default for TripletMarginLoss {
    fn default() -> Self {
        Self::new()
    }
}

/// [`TripletMarginLoss`] with a distance of one's own, a function of two tensors:
/// [`torch.nn.TripletMarginWithDistanceLoss`](https://pytorch.org/docs/stable/generated/torch.nn.TripletMarginWithDistanceLoss.html).
/// By default the margin is 1.
///
/// ```
/// use nn_core::prelude::*;
///
/// let distance = |a: Tensor<2>, b: Tensor<2>| 1.0 - a.cosine_similarity(b, 1, 1e-8);
/// let loss = TripletMarginWithDistanceLoss::new(distance).margin(0.5);
/// let [a, p, n] = [[1.0, 0.0], [2.0, 0.0], [0.0, 3.0]].map(|x| Tensor::<2>::new([1, 2], x.to_vec()));
/// assert_eq!(loss.loss(a.clone(), &p, &n).item(), 0.0);
/// assert_eq!(loss.loss(a, &n, &p).item(), 1.5);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TripletMarginWithDistanceLoss<D> {
    distance: D,
    margin: f64,
    swap: bool,
    reduction: Reduction,
}

reduction_setter!([D: Copy] TripletMarginWithDistanceLoss<D>, "triplets");

impl<D: Copy> TripletMarginWithDistanceLoss<D> {
    /// The mean, with a margin of 1. A larger distance means less alike.
    pub const fn new(distance: D) -> Self {
        TripletMarginWithDistanceLoss { distance, margin: 1.0, swap: false, reduction: Reduction::Mean }
    }

    /// By how much the negative should be farther than the positive: a positive number.
    ///
    /// # Panics
    ///
    /// If it is not positive.
    #[track_caller]
    pub const fn margin(mut self, margin: f64) -> Self {
        assert!(margin > 0.0, "TripletMarginWithDistanceLoss: margin must be greater than 0");
        self.margin = margin;
        self
    }

    /// Whether the distance of the positive from the negative counts where it is less than that of the anchor; by default it
    /// does not.
    pub const fn swap(mut self, swap: bool) -> Self {
        self.swap = swap;
        self
    }

    /// The loss. All three get gradients, where the distance gives them.
    ///
    /// # Panics
    ///
    /// If the shapes differ.
    #[track_caller]
    pub fn loss<const N: usize, const M: usize, A: Float>(
        &self,
        anchor: Tensor<N, A>,
        positive: impl Operand<N, A>,
        negative: impl Operand<N, A>,
    ) -> Tensor<0, A>
    where
        D: Fn(Tensor<N, A>, Tensor<N, A>) -> Tensor<M, A>,
    {
        self.reduction.of_elements(self.unreduced(anchor, positive, negative))
    }

    /// The loss of each triplet: `reduction="none"`.
    ///
    /// # Panics
    ///
    /// If the shapes differ.
    #[track_caller]
    pub fn unreduced<const N: usize, const M: usize, A: Float>(
        &self,
        anchor: Tensor<N, A>,
        positive: impl Operand<N, A>,
        negative: impl Operand<N, A>,
    ) -> Tensor<M, A>
    where
        D: Fn(Tensor<N, A>, Tensor<N, A>) -> Tensor<M, A>,
    {
        let (positive, negative) = alike("triplet_margin_with_distance_loss", &anchor, positive, negative);
        let near = (self.distance)(anchor.clone(), positive.clone());
        let mut far = (self.distance)(anchor, negative.clone());
        if self.swap {
            far = far.minimum((self.distance)(positive, negative));
        }
        hinge(near, far, self.margin)
    }
}

/// The positive and the negative, which have the shape of the anchor.
#[track_caller]
fn alike<const N: usize, A: Float>(
    name: &str,
    anchor: &Tensor<N, A>,
    positive: impl Operand<N, A>,
    negative: impl Operand<N, A>,
) -> (Tensor<N, A>, Tensor<N, A>) {
    let (positive, negative) = (positive.operand_of(anchor), negative.operand_of(anchor));
    let (a, p, n) = (anchor.shape(), positive.shape(), negative.shape());
    fits!(
        either(anchor.place(), either(positive.place(), negative.place())),
        N > 0 && a == p && a == n,
        "{name}: expected three tensors of one shape [.., features], got {a:?}, {p:?} and {n:?}"
    );
    (positive, negative)
}

/// `max(0, near − far + margin)`.
#[track_caller]
fn hinge<const M: usize, A: Float>(near: Tensor<M, A>, far: Tensor<M, A>, margin: f64) -> Tensor<M, A> {
    (near - far).map("+", Unary::Shift { shift: margin }).relu()
}

#[cfg(test)]
mod tests {
    use super::{TripletMarginLoss, TripletMarginWithDistanceLoss};
    use crate::gradcheck::{gradcheck, irregular};
    use crate::tensor::Tensor;

    fn triplet() -> [Tensor<2, f64>; 3] {
        [irregular([4, 3]), irregular([4, 3]) * 0.5 + 0.3, irregular([4, 3]) * -0.7 - 0.2]
    }

    #[test]
    fn gradients() {
        let [a, p, n] = triplet();
        for loss in [TripletMarginLoss::new(), TripletMarginLoss::new().swap(true).p(1.5).margin(3.0)] {
            gradcheck(a.clone(), |a| loss.loss(a, &p, &n)).unwrap();
            gradcheck(p.clone(), |p| loss.unreduced(a.clone().beside(&p), p, &n)).unwrap();
            gradcheck(n.clone(), |n| loss.unreduced(a.clone().beside(&n), &p, n)).unwrap();
        }
        let distance = |a: Tensor<2, f64>, b: Tensor<2, f64>| (a - b).powi(2).sum_axis(1);
        let loss = TripletMarginWithDistanceLoss::new(distance).swap(true);
        gradcheck(a, |a| loss.loss(a, &p, &n)).unwrap();
    }

    #[test]
    fn as_pytorch_does() {
        let a = Tensor::<2, f64>::new([2, 3], vec![1.0, -2.0, 0.5, 0.0, 3.0, 1.0]);
        let p = Tensor::<2, f64>::new([2, 3], vec![0.2, 1.0, -1.0, 2.0, 0.5, 0.5]);
        let n = Tensor::<2, f64>::new([2, 3], vec![-0.5, -1.0, -1.0, 1.0, -2.0, 0.5]);
        let plain = TripletMarginLoss::new().unreduced(a.clone(), &p, &n);
        assert!((plain.as_slice()[0] - 2.1029789942).abs() < 1e-8 && plain.as_slice()[1] == 0.0, "{plain:?}");
        let swapped = TripletMarginLoss::new().swap(true).p(1.0).margin(2.0).loss(a, &p, &n).item();
        assert!((swapped - 4.0499980000).abs() < 1e-8, "{swapped}");
    }
}
