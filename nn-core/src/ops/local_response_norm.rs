//! Local response norm.

use super::pad::Pad;
use crate::device::Unary;
use crate::storage::Float;
use crate::tensor::{Tensor, fits};

impl<const N: usize, A: Float> Tensor<N, A> {
    /// Each element divided by the size of its neighbours in the channels (axis 1):
    /// `x / (k + alpha · mean(x²))^beta`, with the mean over `size` channels around its own, those that are missing at the
    /// ends counted as 0 ([Krizhevsky et al. 2012](https://papers.nips.cc/paper/4824)).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let x = Tensor::from(ndarray::array![[[2.0], [0.0]]]);
    /// assert_eq!(x.local_response_norm(2, 1.0, 1.0, 1.0).as_slice(), [2.0 / 3.0, 0.0]);
    /// ```
    ///
    /// # Panics
    ///
    /// If the rank is below 3, or the size is 0.
    #[track_caller]
    pub fn local_response_norm(self, size: usize, alpha: A, beta: A, k: A) -> Self {
        let shape = self.shape();
        fits!(
            self.place(),
            N >= 3,
            "local_response_norm: expected an input of shape [batch, channels, ..], got {shape:?}"
        );
        assert!(size > 0, "local_response_norm: expected a size of at least 1, got 0");
        // The channels as the last axis but one, whatever the rank.
        let rest = shape[2..].iter().product();
        let x = self.alias([shape[0], shape[1], rest]);
        let squares = (x.clone() * &x).pad_with([0, 0, size / 2, (size - 1) / 2], Pad::Constant(A::zero()));
        let sum = (1..size).fold(squares.clone().slice(1, 0..shape[1]), |sum, at| {
            sum + squares.clone().slice(1, at..at + shape[1])
        });
        let by = Unary::Affine { scale: alpha.to_double() / size as f64, shift: k.to_double() };
        let divisor = sum.map("*", by).powf(beta);
        (x / divisor).reshape(shape)
    }
}

#[cfg(test)]
mod tests {
    use crate::gradcheck::{gradcheck, irregular};

    #[test]
    fn of_even_and_odd_sizes() {
        for size in 1..4 {
            gradcheck(irregular([2, 3, 4]), |x| x.local_response_norm(size, 0.5, 0.75, 1.0)).unwrap();
        }
        gradcheck(irregular([1, 2, 2, 2]), |x| x.local_response_norm(3, 0.5, 0.75, 1.0)).unwrap();
    }
}
