//! The logarithm of a sum of exponentials.

use super::AxisIndex;
use super::reduce::{check_axis, without_axis};
use crate::storage::Float;
use crate::tensor::{Rank, Tensor, fits};

impl<const N: usize, A: Float> Tensor<N, A> {
    /// `ln Σ eˣ` along an axis, which stays with size 1, without an overflow.
    ///
    /// # Panics
    ///
    /// If there is no such axis, or it is empty.
    #[track_caller]
    pub fn logsumexp_keepdim(self, axis: impl AxisIndex) -> Self {
        let axis = check_axis("logsumexp_keepdim", axis, &self);
        self.log_of_sum("logsumexp_keepdim", axis)
    }

    #[track_caller]
    fn log_of_sum(self, name: &'static str, axis: usize) -> Self {
        check_axis(name, axis, &self);
        let shape = self.shape();
        fits!(
            self.place(),
            shape[axis] > 0,
            "{name}: axis {axis} of shape {shape:?} holds no elements to add up"
        );
        // The largest is taken off before and added behind, but for an infinity, which would leave NaN.
        let largest = self.detach().max_keepdim(axis).0;
        let shift = largest.clone().masked_fill(&largest.isinf(), A::zero());
        (self - &shift).exp().sum_keepdim(axis).ln() + shift
    }
}

impl<const N: usize, A: Float> Tensor<N, A>
where
    Tensor<N, A>: Rank<Element = A>,
{
    /// `ln Σ eˣ` along an axis, which disappears, without an overflow, as
    /// [`torch.logsumexp`](https://docs.pytorch.org/docs/2.8/generated/torch.logsumexp.html).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let x = Tensor::from([1000.0, 1000.0]);
    /// assert_eq!(x.logsumexp(0).item(), 1000.0 + 2_f64.ln());
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no such axis, or it is empty.
    #[track_caller]
    pub fn logsumexp(self, axis: impl AxisIndex) -> <Self as Rank>::Smaller {
        let axis = check_axis("logsumexp", axis, &self);
        without_axis(self.log_of_sum("logsumexp", axis), axis)
    }
}

#[cfg(test)]
mod tests {
    use crate::gradcheck::{gradcheck, irregular};
    use crate::tensor::Tensor;

    #[test]
    fn along_each_axis() {
        for axis in 0..2 {
            gradcheck(irregular([3, 4]) * 5.0, |x| x.logsumexp(axis)).unwrap();
            gradcheck(irregular([3, 4]), |x| x.logsumexp_keepdim(axis)).unwrap();
        }
    }

    #[test]
    fn infinities_stay() {
        let (large, small) = (f32::INFINITY, f32::NEG_INFINITY);
        let x = Tensor::from([[small, small], [small, 2.0], [1.0, large]]);
        assert_eq!(x.logsumexp(1).as_slice(), [small, 2.0, large]);
    }
}
