//! How alike and how far apart vectors are.

use super::operand::Operand;
use super::reduce::{check_axis, without_axis};
use crate::device::Unary;
use crate::operation::Operation;
use crate::storage::Float;
use crate::tensor::{Op, Rank, Tensor, either, fits};

impl<const N: usize, const M: usize, A: Float> Tensor<N, A>
where
    Self: Rank<Element = A, Smaller = Tensor<M, A>>,
{
    /// The cosines of the angles between the vectors along an axis: `a·b / (max(‖a‖, eps) · max(‖b‖, eps))`.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let (a, b) = (Tensor::from(ndarray::array![[1.0, 0.0]]), Tensor::from(ndarray::array![[3.0, 4.0]]));
    /// assert_eq!(a.cosine_similarity(b, 1, 1e-8).as_slice(), [0.6]);
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no such axis, or the shapes differ.
    #[track_caller]
    pub fn cosine_similarity(self, other: impl Operand<N, A>, axis: usize, eps: f64) -> Tensor<M, A> {
        let other = other.operand_of(&self);
        check_axis("cosine_similarity", axis, &self);
        alike("cosine_similarity", &self, &other);
        let mut op = Op::named("cosine_similarity");
        let (va, vb) = (op.input(&self), op.input(&other));
        op.means(|| Operation::CosineSimilarity { axis, eps });
        let mut shape = self.shape();
        shape[axis] = 1;
        let cosines = op.run(
            shape,
            |keep| {
                let (a, b) = (self.off_tape(), other.off_tape());
                (Pair::new(&a, &b, axis, eps).cosines, keep.value(|| (a, b)))
            },
            move |(a, b), dy, grads| {
                grads.add_with(va, || Pair::new(&a, &b, axis, eps).slope(&a, &b, eps) * &dy);
                grads.add_with(vb, || Pair::new(&b, &a, axis, eps).slope(&b, &a, eps) * &dy);
            },
        );
        without_axis(cosines, axis)
    }

    /// How far the vectors along the last axis are apart: `‖a − b + eps‖` in the `p`-norm, `(Σ |x|ᵖ)^(1/p)`; with an infinite
    /// `p`, the largest `|x|`.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let (a, b) = (Tensor::from(ndarray::array![[1.0, 0.0]]), Tensor::from(ndarray::array![[4.0, 4.0]]));
    /// assert_eq!(a.clone().pairwise_distance(&b, 2.0, 0.0).as_slice(), [5.0]);
    /// assert_eq!(a.pairwise_distance(&b, 1.0, 0.0).as_slice(), [7.0]);
    /// ```
    ///
    /// # Panics
    ///
    /// If the shapes differ, there is no axis, or `p` is not positive.
    #[track_caller]
    pub fn pairwise_distance(self, other: impl Operand<N, A>, p: f64, eps: f64) -> Tensor<M, A> {
        assert!(p > 0.0, "pairwise_distance: expected a positive p, got {p}");
        let other = other.operand_of(&self);
        fits!(self.place(), N > 0, "pairwise_distance: expected vectors along the last axis, got shape []");
        alike("pairwise_distance", &self, &other);
        norm((self - other).map("+", Unary::Shift { shift: eps }), p)
    }
}

#[track_caller]
fn alike<const N: usize, A: Float>(name: &str, a: &Tensor<N, A>, b: &Tensor<N, A>) {
    let (left, right) = (a.shape(), b.shape());
    fits!(
        either(a.place(), b.place()),
        left == right,
        "{name}: expected two tensors of one shape, got {left:?} and {right:?}"
    );
}

/// The vectors of two tensors along an axis, of which the size becomes 1.
struct Pair<const N: usize, A: Float> {
    cosines: Tensor<N, A>,
    /// `max(‖x‖, eps)` of each.
    lengths: [Tensor<N, A>; 2],
}

impl<const N: usize, A: Float> Pair<N, A> {
    fn new(a: &Tensor<N, A>, b: &Tensor<N, A>, axis: usize, eps: f64) -> Self {
        let lengths = [a, b].map(|x| {
            let squares = (x.clone() * x).sum_keepdim(axis);
            squares.sqrt().clamp(A::of(eps), A::infinity())
        });
        let cosines = (a.clone() * b).sum_keepdim(axis) / (lengths[0].clone() * &lengths[1]);
        Pair { cosines, lengths }
    }

    /// The derivatives of the cosines by the elements of `a`. A vector that counts with `eps` does not change its length.
    fn slope(self, a: &Tensor<N, A>, b: &Tensor<N, A>, eps: f64) -> Tensor<N, A> {
        let [of_a, of_b] = self.lengths;
        let is_short = of_a.mask(|length| length <= A::of(eps));
        let pull = (self.cosines / (of_a.clone() * &of_a)).masked_fill(&is_short, A::zero());
        b.clone() / (of_a * of_b) - a.clone() * pull
    }
}

/// The `p`-norms along the last axis.
#[track_caller]
fn norm<const N: usize, const M: usize, A: Float>(x: Tensor<N, A>, p: f64) -> Tensor<M, A>
where
    Tensor<N, A>: Rank<Element = A, Smaller = Tensor<M, A>>,
{
    match p {
        2.0 => (x.clone() * x).sum_axis(N - 1).sqrt(),
        1.0 => x.abs().sum_axis(N - 1),
        f64::INFINITY => x.abs().max_keepdim(N - 1).0.remove_axis(N - 1),
        p => x.abs().powf(A::of(p)).sum_axis(N - 1).powf(A::of(1.0 / p)),
    }
}

#[cfg(test)]
mod tests {
    use crate::gradcheck::{gradcheck, irregular};
    use crate::tensor::Tensor;

    #[test]
    fn gradients() {
        let (a, b) = (irregular([3, 4]), irregular([3, 4]) * 0.5 + 0.3);
        for axis in 0..2 {
            gradcheck(a.clone(), |a| a.cosine_similarity(&b, axis, 1e-8)).unwrap();
            gradcheck(b.clone(), |b| a.clone().cosine_similarity(b, axis, 1e-8)).unwrap();
        }
        for p in [1.0, 2.0, 3.5, f64::INFINITY] {
            gradcheck(a.clone(), |a| a.pairwise_distance(&b, p, 1e-6)).unwrap();
            gradcheck(b.clone(), |b| a.clone().pairwise_distance(b, p, 1e-6)).unwrap();
        }
    }

    #[test]
    fn as_pytorch_does() {
        let a = Tensor::<2, f64>::new([2, 3], vec![1.0, -2.0, 0.5, 0.0, 3.0, 1.0]);
        let b = Tensor::<2, f64>::new([2, 3], vec![0.2, 1.0, -1.0, 2.0, 0.5, 0.5]);
        let near = |got: Tensor<1, f64>, want: [f64; 2]| {
            let close = got.as_slice().iter().zip(want).all(|(got, want)| (got - want).abs() < 1e-8);
            assert!(close, "{got:?} instead of {want:?}");
        };
        near(a.clone().cosine_similarity(&b, 1, 1e-8), [-0.7028021811, 0.2981423970]);
        near(a.clone().pairwise_distance(&b, 2.0, 1e-6), [3.4481877269, 3.2403706578]);
        near(a.clone().pairwise_distance(&b, 3.0, 1e-6), [3.1375584381, 2.8744488420]);
        near(a.pairwise_distance(&b, f64::INFINITY, 1e-6), [2.9999990000, 2.5000010000]);
    }

    #[test]
    fn a_vector_of_zeros_is_like_nothing() {
        let zeros = Tensor::<1>::zeros([3]);
        assert_eq!(zeros.clone().cosine_similarity(Tensor::from([1.0, 2.0, 3.0]), 0, 1e-8).item(), 0.0);
        let x = crate::autodiff::Tape::new(0).input(zeros).requires_grad();
        let gradients = x.clone().cosine_similarity(Tensor::from([1.0, 0.0, 0.0]), 0, 0.5).backward();
        assert_eq!(gradients.wrt(&x).unwrap().as_slice(), [2.0, 0.0, 0.0]);
    }
}
