//! Parts of tensors.

use std::ops::Range;

use super::Operand;
use super::reduce::check_axis;
use crate::kernels::index as kernel;
use crate::kernels::reduce::Around;
use crate::storage::{Float, zeros};
use crate::tensor::{Op, Tensor, either, fits};

impl<const N: usize, A: Float> Tensor<N, A> {
    /// The part whose indices along `axis` are in `range`.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let x = Tensor::from(ndarray::array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]);
    /// assert_eq!(x.slice(1, 1..3).as_slice(), [2.0, 3.0, 5.0, 6.0]);
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no such axis, or the range goes beyond it.
    #[doc(alias = "narrow")]
    #[track_caller]
    pub fn slice(self, axis: usize, range: Range<usize>) -> Self {
        check_axis("slice", axis, &self);
        let from = self.shape();
        fits!(
            self.place(),
            range.start <= range.end && range.end <= from[axis],
            "slice: {range:?} is no range of axis {axis} of shape {from:?}: expected one within 0..{}",
            from[axis]
        );
        let mut op = Op::named("slice");
        let input = op.input(&self);
        let mut shape = from;
        shape[axis] = range.len();
        if let Some(y) = op.traced(shape) {
            return y;
        }
        let around = Around::new(&from, axis);
        let y = Tensor::new(shape, kernel::slice(self.as_slice(), around, range.clone()));
        op.finish(y, move |dy, grads| {
            let mut dx = zeros(from.iter().product());
            kernel::write_slice(&mut dx, around, range, dy.as_slice());
            grads.add(input, Tensor::new(from, dx));
        })
    }

    /// A copy of the tensor with `part` in the place of the indices `range` along `axis`: how a block writes
    /// into slices of its output.
    ///
    /// # Panics
    ///
    /// If there is no such axis, the range goes beyond it, or the part has another shape.
    #[doc(alias = "slice_scatter")]
    #[track_caller]
    pub fn with_slice(self, axis: usize, range: Range<usize>, part: impl Operand<N, A>) -> Self {
        check_axis("with_slice", axis, &self);
        let part = part.beside(&self);
        let mut want = self.shape();
        fits!(
            self.place(),
            range.start <= range.end && range.end <= want[axis],
            "with_slice: {range:?} is no range of axis {axis} of shape {want:?}: expected one within 0..{}",
            want[axis]
        );
        want[axis] = range.len();
        fits!(
            either(self.place(), part.place()),
            part.shape() == want,
            "with_slice: {range:?} of axis {axis} of shape {:?} takes a part of shape {want:?}, got {:?}",
            self.shape(),
            part.shape()
        );
        let mut op = Op::named("with_slice");
        let (whole_var, part_var) = (op.input(&self), op.input(&part));
        if let Some(y) = op.traced(self.shape()) {
            return y;
        }
        let around = Around::new(&self.shape(), axis);
        let shape = self.shape();
        let mut storage = self.into_storage();
        kernel::write_slice(storage.make_mut(), around, range.clone(), part.as_slice());
        op.finish(Tensor::from_storage(shape, storage), move |dy: Tensor<N, A>, grads| {
            grads.add_with(part_var, || {
                Tensor::new(part_var.shape(), kernel::slice(dy.as_slice(), around, range.clone()))
            });
            grads.add_with(whole_var, || {
                let mut storage = dy.into_storage();
                let nothing = zeros(part_var.shape().iter().product());
                kernel::write_slice(storage.make_mut(), around, range, &nothing);
                Tensor::from_storage(shape, storage)
            });
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::gradcheck::{gradcheck, irregular};

    #[test]
    fn slices() {
        let x = irregular([3, 4, 5]);
        for axis in 0..3 {
            gradcheck(x.clone(), |x| x.slice(axis, 1..3)).unwrap();
            let mut shape = [3, 4, 5];
            shape[axis] = 2;
            let part = irregular(shape) * 2.0;
            gradcheck(x.clone(), |x| x.with_slice(axis, 1..3, &part)).unwrap();
            gradcheck(part, |part| x.clone().beside(&part).with_slice(axis, 1..3, part)).unwrap();
        }
    }
}
