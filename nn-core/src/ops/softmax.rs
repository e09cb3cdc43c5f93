//! Softmax and its logarithm along an axis.

use super::AxisIndex;
use super::reduce::check_axis;
use crate::device::{self, Kernel};
use crate::kernels::reduce::AxisSizes;
use crate::kernels::softmax as kernel;
use crate::operation::Operation;
use crate::storage::{Float, SharedStorage};
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
    pub fn softmax(self, axis: impl AxisIndex) -> Self {
        let axis = check_axis("softmax", axis, &self);
        self.normalised("softmax", axis, false)
    }

    /// `x − ln Σ eˣ` along an axis, computed from `x − max x`.
    ///
    /// # Panics
    ///
    /// If there is no such axis.
    #[track_caller]
    pub fn log_softmax(self, axis: impl AxisIndex) -> Self {
        let axis = check_axis("log_softmax", axis, &self);
        self.normalised("log_softmax", axis, true)
    }

    /// `e⁻ˣ / Σ e⁻ˣ` along an axis: the [`softmax`](Self::softmax) of `−x`.
    ///
    /// # Panics
    ///
    /// If there is no such axis.
    #[track_caller]
    pub fn softmin(self, axis: impl AxisIndex) -> Self {
        let axis = check_axis("softmin", axis, &self);
        (-self).softmax(axis)
    }

    #[track_caller]
    fn normalised(self, name: &'static str, axis: usize, log: bool) -> Self {
        let mut op = Op::named(name);
        let input = op.input(&self);
        let shape = self.shape();
        op.means(|| Operation::Softmax { axis, log });
        let axis_sizes = AxisSizes::new(&shape, axis);
        op.run(
            shape,
            |keep| {
                let y = Tensor::from_storage(shape, forward(self.into_storage(), axis_sizes, log));
                let kept = keep.value(|| y.off_tape());
                (y, kept)
            },
            move |y, dy, grads| {
                let dx = backward(y.storage(), dy.into_storage(), axis_sizes, log);
                grads.add(input, Tensor::from_storage(shape, dx));
            },
        )
    }
}

fn forward<A: Float>(mut x: SharedStorage<A>, axis_sizes: AxisSizes, log: bool) -> SharedStorage<A> {
    if let Some(mut y) = device::run(&[&x], || Some(Kernel::Softmax { axis_sizes, log })) {
        return y.next();
    }
    let Some(y) = x.get_mut() else {
        return SharedStorage::new(kernel::of(x.as_slice(), axis_sizes, log));
    };
    if log {
        kernel::log_softmax(y, axis_sizes)
    } else {
        kernel::softmax(y, axis_sizes)
    }
    x
}

fn backward<A: Float>(
    y: &SharedStorage<A>,
    mut dy: SharedStorage<A>,
    axis_sizes: AxisSizes,
    log: bool,
) -> SharedStorage<A> {
    if let Some(mut dx) = device::run(&[y, &dy], || Some(Kernel::SoftmaxBackward { axis_sizes, log })) {
        return dx.next();
    }
    match log {
        true => kernel::log_softmax_backward(y.as_slice(), dy.make_mut(), axis_sizes),
        false => kernel::softmax_backward(y.as_slice(), dy.make_mut(), axis_sizes),
    }
    dy
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
