//! Softmax and its logarithm along an axis.

use super::reduce::check_axis;
use crate::kernels::reduce::Around;
use crate::kernels::softmax as kernel;
use crate::storage::Float;
use crate::tensor::{Op, Tensor};

impl<const N: usize, A: Float> Tensor<N, A> {
    /// `eˣ / Σ eˣ` along an axis, computed from `x − max x`.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// assert_eq!(Tensor::from([1000.0, 1000.0]).softmax(0).as_slice(), [0.5, 0.5]);
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no such axis.
    #[track_caller]
    pub fn softmax(self, axis: usize) -> Self {
        check_axis("softmax", axis, &self);
        self.normalised("softmax", axis, kernel::softmax, kernel::softmax_backward)
    }

    /// `x − ln Σ eˣ` along an axis, computed from `x − max x`.
    ///
    /// # Panics
    ///
    /// If there is no such axis.
    #[track_caller]
    pub fn log_softmax(self, axis: usize) -> Self {
        check_axis("log_softmax", axis, &self);
        self.normalised("log_softmax", axis, kernel::log_softmax, kernel::log_softmax_backward)
    }

    #[track_caller]
    fn normalised(
        self,
        name: &'static str,
        axis: usize,
        forward: fn(&mut [A], Around),
        backward: fn(&[A], &mut [A], Around),
    ) -> Self {
        let mut op = Op::named(name);
        let input = op.input(&self);
        let shape = self.shape();
        let around = Around::new(&shape, axis);
        op.run(
            shape,
            |keep| {
                let mut storage = self.into_storage();
                forward(storage.make_mut(), around);
                let y = Tensor::from_storage(shape, storage);
                let kept = keep.value(|| y.off_tape());
                (y, kept)
            },
            move |y, dy, grads| {
                let mut storage = dy.into_storage();
                backward(y.as_slice(), storage.make_mut(), around);
                grads.add(input, Tensor::from_storage(shape, storage));
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use crate::gradcheck::{gradcheck, irregular};
    use crate::tensor::Tensor;

    #[test]
    fn along_every_axis() {
        let x = irregular([3, 4, 20]) * 3.0;
        for axis in 0..3 {
            gradcheck(x.clone(), |x| x.softmax(axis)).unwrap();
            gradcheck(x.clone(), |x| x.log_softmax(axis)).unwrap();
            for sum in x.clone().softmax(axis).sum_axis(axis).as_slice() {
                assert!((sum - 1.0).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn a_masked_row_keeps_what_is_not_masked() {
        let x = Tensor::from([f32::NEG_INFINITY, 0.0, 0.0]);
        assert_eq!(x.softmax(0).as_slice(), [0.0, 0.5, 0.5]);
    }
}
