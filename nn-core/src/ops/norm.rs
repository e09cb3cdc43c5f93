//! Euclidean norms.

use super::AxisIndex;
use super::reduce::{check_axis, without_axis};
use crate::device::Unary;
use crate::operation::Operation;
use crate::storage::Float;
use crate::tensor::{Op, Rank, Tensor};

impl<const N: usize, A: Float> Tensor<N, A> {
    /// The Euclidean norm of all elements, `√Σ x²`, as
    /// [`torch.norm`](https://docs.pytorch.org/docs/2.8/generated/torch.norm.html). Where it is 0 so is its derivative.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// assert_eq!(Tensor::from([3.0, -4.0]).norm().item(), 5.0);
    /// ```
    #[doc(alias("vector_norm", "matrix_norm"))]
    #[track_caller]
    pub fn norm(self /* along an axis: `norm_axis(1)` */) -> Tensor<0, A> {
        root("norm", self.powi(2).sum())
    }

    /// The Euclidean norms along an axis, which stays with size 1.
    ///
    /// # Panics
    ///
    /// If there is no such axis.
    #[track_caller]
    pub fn norm_keepdim(self, axis: impl AxisIndex) -> Self {
        let axis = check_axis("norm_keepdim", axis, &self);
        root("norm_keepdim", self.powi(2).sum_keepdim(axis))
    }
}

impl<const N: usize, A: Float> Tensor<N, A>
where
    Tensor<N, A>: Rank<Element = A>,
{
    /// The Euclidean norms along an axis, which disappears: `x.norm(dim=1)` is `x.norm_axis(1)`.
    ///
    /// # Panics
    ///
    /// If there is no such axis.
    #[track_caller]
    pub fn norm_axis(self, axis: impl AxisIndex) -> <Self as Rank>::Smaller {
        let axis = check_axis("norm_axis", axis, &self);
        without_axis(root("norm_axis", self.powi(2).sum_keepdim(axis)), axis)
    }
}

/// The square root, with the derivative 0 where it is 0: what it is the root of has the derivative 0 there.
#[track_caller]
pub(super) fn root<const N: usize, A: Float>(name: &'static str, x: Tensor<N, A>) -> Tensor<N, A> {
    let mut op = Op::named(name);
    let input = op.input(&x);
    op.means(|| Operation::Unary(Unary::Sqrt));
    op.run(
        x.shape(),
        |keep| {
            let y = x.map_values(Unary::Sqrt);
            let kept = keep.value(|| y.off_tape());
            (y, kept)
        },
        move |y, dy, grads| {
            let half = A::of(0.5);
            let at = move |dy: A, y: A| if y == A::zero() { A::zero() } else { dy * (half / y) };
            grads.add(input, dy.zip_values(&y, at));
        },
    )
}

#[cfg(test)]
mod tests {
    use crate::gradcheck::{gradcheck, irregular};
    use crate::tensor::Tensor;

    #[test]
    fn norms() {
        let x = irregular([3, 4]);
        gradcheck::<2, 0>(x.clone(), Tensor::norm).unwrap();
        for axis in 0..2 {
            gradcheck(x.clone(), |x| x.norm_axis(axis)).unwrap();
            gradcheck(x.clone(), |x| x.norm_keepdim(axis)).unwrap();
        }
        let zero = crate::Tape::new(0).input([0.0_f32, 0.0]).requires_grad();
        assert_eq!(zero.clone().norm().backward().wrt(&zero).unwrap().as_slice(), [0.0, 0.0]);
    }
}
