//! Parts of tensors.

use std::ops::Range;

use super::reduce::check_axis;
use super::{AxisIndex, AxisRange, Operand};
use crate::device::{self, Kernel};
use crate::kernels::index as kernel;
use crate::kernels::reduce::AxisSizes;
use crate::operation::Operation;
use crate::storage::{Element, SharedStorage};
use crate::tensor::{Op, Tensor, either, fits, misfit};

impl<const N: usize, A: Element> Tensor<N, A> {
    /// The part whose indices along `axis` are in `range`.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let x = Tensor::from(ndarray::array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]);
    /// assert_eq!(x.clone().slice(1, 1..3).as_slice(), [2.0, 3.0, 5.0, 6.0]);
    /// assert_eq!(x.slice(1, -1..).as_slice(), [3.0, 6.0]);
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no such axis, or the range goes beyond it.
    #[doc(alias = "narrow")]
    #[track_caller]
    pub fn slice(self, axis: impl AxisIndex, range: impl AxisRange) -> Self {
        let axis = check_axis("slice", axis, &self);
        let from = self.shape();
        let Some(within) = range.within(from[axis]) else {
            misfit(
                self.place(),
                format_args!(
                    "slice: {range:?} is no range of axis {axis} of shape {from:?}: expected one within 0..{}",
                    from[axis]
                ),
            )
        };
        self.part("slice", axis, within)
    }

    #[track_caller]
    pub(super) fn part(self, name: &'static str, axis: usize, range: Range<usize>) -> Self {
        let mut op = Op::named(name);
        let input = op.input(&self);
        let axis_sizes = AxisSizes::new(&self.shape(), axis);
        let (start, len) = (range.start, range.len());
        let mut shape = self.shape();
        shape[axis] = len;
        op.means_with(|| (Operation::Slice { axis }, vec![start]));
        op.run(
            shape,
            |keep| (super::concat::part(&self, axis, range), keep.nothing()),
            move |(), dy, grads| {
                grads.add_into(input, |sum| add_slice(sum, axis_sizes, start..start + len, &dy))
            },
        )
    }

    /// A copy of the tensor with `part` in the place of the indices `range` along `axis`: how a block writes
    /// into slices of its output.
    ///
    /// # Panics
    ///
    /// If there is no such axis, the range goes beyond it, or the part has another shape.
    #[doc(alias = "slice_scatter")]
    #[track_caller]
    pub fn with_slice(self, axis: impl AxisIndex, range: impl AxisRange, part: impl Operand<N, A>) -> Self {
        let axis = check_axis("with_slice", axis, &self);
        let part = part.operand_of(&self);
        let mut want = self.shape();
        let Some(range) = range.within(want[axis]) else {
            misfit(
                self.place(),
                format_args!(
                    "with_slice: {range:?} is no range of axis {axis} of shape {want:?}: expected one within 0..{}",
                    want[axis]
                ),
            )
        };
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
        op.means_with(|| (Operation::WithSlice { axis }, vec![range.start]));
        let (shape, axis_sizes) = (self.shape(), AxisSizes::new(&self.shape(), axis));
        op.run(
            shape,
            |keep| (self.written(axis_sizes, range.clone(), &part), keep.value(|| range)),
            move |range, dy, grads| {
                grads.add_with(part_var, || super::concat::part(&dy, axis, range.clone()));
                grads.add_with(whole_var, || dy.cleared(axis_sizes, range, part_var.shape()));
            },
        )
    }

    /// The tensor with zeros in a part of this shape, off the tape.
    fn cleared(self, axis_sizes: AxisSizes, range: Range<usize>, part: [usize; N]) -> Self {
        if let Some(device) = self.storage().device() {
            let zeros = device.full(part.iter().product(), A::default());
            return self.written(axis_sizes, range, &Tensor::from_storage(part, zeros));
        }
        let (shape, mut storage) = (self.shape(), self.into_storage());
        kernel::clear_slice(storage.make_mut(), axis_sizes, range);
        Tensor::from_storage(shape, storage)
    }

    /// The tensor with a part, off the tape.
    fn written(self, axis_sizes: AxisSizes, range: Range<usize>, part: &Self) -> Self {
        let (shape, start, len) = (self.shape(), range.start, range.len());
        let mut storage = self.into_storage();
        let kernel = || Some(Kernel::WithSlice { axis_sizes, start, len });
        match device::run(&[&storage, part.storage()], kernel) {
            Some(mut y) => storage = y.next(),
            None => kernel::write_slice(storage.make_mut(), axis_sizes, range, part.as_slice()),
        }
        Tensor::from_storage(shape, storage)
    }
}

/// Adds a part to a gradient.
fn add_slice<const N: usize, A: Element>(
    sum: &mut SharedStorage<A>,
    axis_sizes: AxisSizes,
    range: Range<usize>,
    part: &Tensor<N, A>,
) {
    let (start, len) = (range.start, range.len());
    match device::run(&[sum, part.storage()], || Some(Kernel::AddSlice { axis_sizes, start, len })) {
        Some(mut total) => *sum = total.next(),
        None => kernel::add_slice(sum.make_mut(), axis_sizes, range, &part.storage().elements()),
    }
}

#[cfg(test)]
mod tests {
    use crate::gradcheck::{gradcheck, irregular};
    use crate::tensor::Tensor;

    #[test]
    fn slices() {
        let x = irregular([3, 4, 5]);
        for axis in 0..3 {
            gradcheck(x.clone(), |x| x.slice(axis, 1..3)).unwrap();
            let from = [3, 4, 5];
            let mut shape = from;
            shape[axis] = 2;
            let part = irregular(shape) * 2.0;
            gradcheck(x.clone(), |x| x.with_slice(axis, 1..3, &part)).unwrap();
            gradcheck(x.clone(), |x| {
                let parts = x.split([1, shape[axis] - 1, from[axis] - shape[axis]], axis);
                parts.into_iter().rev().map(|part| part.sum()).reduce(|a, b| a * 2.0 + b).unwrap()
            })
            .unwrap();
            gradcheck(part, |part| x.clone().beside(&part).with_slice(axis, 1..3, part)).unwrap();
        }
    }

    #[test]
    fn parts_of_every_kind_come_together_again() {
        let x = irregular([2, 7]);
        assert_eq!(Tensor::concat(&x.clone().chunk(3, 1), 1), x);
        assert_eq!(Tensor::stack(&x.clone().unbind(1), 1), x);
        gradcheck(x.clone(), |x| Tensor::stack(&x.unbind(0), 1)).unwrap();
        let tokens = Tensor::from_fn([2, 3], |[i, j]| 3 * i + j);
        assert_eq!(tokens.clone().slice(1, 1..3).as_slice(), [1, 2, 4, 5]);
        assert_eq!(Tensor::concat(&tokens.clone().split(1, 0), 1).as_slice(), [0, 1, 2, 3, 4, 5]);
        let mask = Tensor::from([true, false, false]).with_slice(0, 1..2, Tensor::from([true]));
        assert_eq!(mask.as_slice(), [true, true, false]);
    }

    type Loss = Tensor<0, f64>;
    type ByRows = (&'static str, fn(Tensor<2, f64>) -> Loss);

    fn total(parts: impl Iterator<Item = Loss>) -> Loss {
        parts.reduce(|a, b| a + b).expect("there are parts")
    }

    /// Ways to take each row of a tensor by itself, and their sum.
    const BY_ROWS: [ByRows; 9] = [
        ("slice", |x| total((0..x.shape()[0]).map(|i| x.clone().slice(0, i..i + 1).sum()))),
        ("split", |x| total(x.split(1, 0).into_iter().map(Tensor::sum))),
        ("chunk", |x| {
            let rows = x.shape()[0];
            total(x.chunk(rows, 0).into_iter().map(Tensor::sum))
        }),
        ("at", |x| total((0..x.shape()[0]).map(|i| x.clone().at(0, i).sum()))),
        ("unbind", |x| total(x.unbind(0).into_iter().map(Tensor::sum))),
        ("with_slice", |x| {
            let row = |i| x.clone().slice(0, i..i + 1);
            (0..x.shape()[0]).fold(x.clone(), |y, i| y.with_slice(0, i..i + 1, row(i))).sum()
        }),
        ("index_select", |x| {
            let row = |i| x.clone().index_select(0, &Tensor::from([i])).sum();
            total((0..x.shape()[0]).map(row))
        }),
        ("gather", |x| {
            let row = |i| x.clone().gather(0, &Tensor::full([1, x.shape()[1]], i)).sum();
            total((0..x.shape()[0]).map(row))
        }),
        ("take", |x| {
            let ([rows, width], x) = (x.shape(), x.clone().reshape([x.len()]));
            let row = |i| x.take(&(i * width..(i + 1) * width).collect::<Vec<_>>()).sum();
            total((0..rows).map(row))
        }),
    ];

    /// What is allocated for all parts, in the forward and in the backward pass, grows with their number, not with its
    /// square.
    #[test]
    fn all_parts_cost_what_they_are() {
        let mut squares = Vec::new();
        for (name, by_rows) in BY_ROWS {
            let allocated = |rows: usize| {
                let x = crate::Tape::new(0).input(irregular([rows, 4])).requires_grad();
                let before = crate::storage::handed_out();
                let gradient = by_rows(x.clone()).backward().wrt(&x).expect("the input took part");
                let elements = crate::storage::handed_out() - before;
                assert_eq!(gradient, Tensor::full([rows, 4], 1.0), "{name}");
                elements
            };
            let counts @ [few, more, many] = [64, 128, 256].map(allocated);
            // Twice as many rows more cost twice as much more; with the square it would be four times.
            if few == 0 || many - more >= 3 * (more - few) {
                squares.push((name, counts));
            }
        }
        assert!(squares.is_empty(), "elements for 64, 128 and 256 rows: {squares:?}");
    }
}
