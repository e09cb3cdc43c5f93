//! RMS norm.

use super::OptionalOperand;
use crate::device::Unary;
use crate::storage::Float;
use crate::tensor::{Tensor, fits};

impl<const N: usize, A: Float> Tensor<N, A> {
    /// The last axes, of shape `normalized_shape`, divided by the root of the mean of their squares, then scaled by
    /// element: `x / √(mean(x²) + eps) · weight` ([Zhang and Sennrich 2019](https://arxiv.org/abs/1910.07467)).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let y = Tensor::from([3.0, 3.0]).rms_norm([2], None, 0.0);
    /// assert_eq!(y.as_slice(), [1.0, 1.0]);
    /// ```
    ///
    /// # Panics
    ///
    /// If the shape does not end in `normalized_shape`, or the weight has another shape than that.
    #[track_caller]
    pub fn rms_norm<const M: usize>(
        self,
        normalized_shape: [usize; M],
        weight: impl OptionalOperand<M, A>,
        eps: A,
    ) -> Self {
        let shape = self.shape();
        assert!(M > 0, "rms_norm: expected a normalized_shape with at least one axis, got []");
        fits!(
            self.place(),
            shape.ends_with(&normalized_shape),
            "rms_norm: expected an input of shape [.., {}], got {shape:?}",
            normalized_shape.map(|size| size.to_string()).join(", ")
        );
        let weight = weight.optional_operand_of(&self);
        let got = weight.as_ref().map_or(normalized_shape, Tensor::shape);
        fits!(
            self.place(),
            got == normalized_shape,
            "rms_norm: expected a weight of shape {normalized_shape:?}, got {got:?}"
        );
        let n: usize = normalized_shape.iter().product();
        let rows = shape[..N - M].iter().product();
        let x = self.alias([rows, n]);
        let size = (x.clone() * &x).mean_keepdim(1).map("+", Unary::Shift { shift: eps.to_double() }).sqrt();
        let y = x / size;
        match weight {
            Some(weight) => (y * weight.alias([1, n])).reshape(shape),
            None => y.reshape(shape),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::gradcheck::{gradcheck, irregular};

    #[test]
    fn over_one_axis_and_over_two() {
        let weight = irregular([3, 4]) + 1.5;
        gradcheck(irregular([2, 3, 4]), |x| x.rms_norm([3, 4], &weight, 0.1)).unwrap();
        gradcheck(weight, |w| irregular([2, 3, 4]).beside(&w).rms_norm([3, 4], w, 0.1)).unwrap();
        gradcheck(irregular([2, 3]), |x| x.rms_norm([3], None, 0.1)).unwrap();
    }
}
