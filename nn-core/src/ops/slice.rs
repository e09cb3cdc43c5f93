//! Parts of tensors.

use std::ops::Range;

use super::Operand;
use super::reduce::{check_axis, without_axis};
use crate::device::{self, Kernel};
use crate::kernels::index as kernel;
use crate::kernels::reduce::AxisSizes;
use crate::storage::{Element, SharedStorage};
use crate::tensor::{Op, Rank, Tensor, either, fits};

impl<const N: usize, A: Element> Tensor<N, A> {
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
        self.part("slice", axis, range)
    }

    /// The parts of these sizes along an axis, one after another: `torch.split`. They cost, and so do their gradients,
    /// what one copy of the tensor costs.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let x = Tensor::from(ndarray::array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]);
    /// let parts = x.split(1, &[1, 2]);
    /// assert_eq!(parts[1].as_slice(), [2.0, 3.0, 5.0, 6.0]);
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no such axis, or the sizes do not add up to its size.
    #[track_caller]
    pub fn split(self, axis: usize, sizes: &[usize]) -> Vec<Self> {
        check_axis("split", axis, &self);
        let (from, sum) = (self.shape(), sizes.iter().fold(0_usize, |sum, &size| sum.saturating_add(size)));
        fits!(
            self.place(),
            sum == from[axis],
            "split: sizes {sizes:?} add up to {sum}, expected {}, the size of axis {axis} of shape {from:?}",
            from[axis]
        );
        let (mut parts, mut start) = (Vec::with_capacity(sizes.len()), 0);
        for &size in sizes {
            parts.push(self.clone().part("split", axis, start..start + size));
            start += size;
        }
        parts
    }

    /// The tensor in `chunks` parts along an axis, of which the last may be smaller; fewer if the axis is shorter than
    /// that asks for: `torch.chunk`.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let sizes = |x: Tensor<1>| x.chunk(0, 3).iter().map(Tensor::len).collect::<Vec<_>>();
    /// assert_eq!(sizes(Tensor::zeros([7])), [3, 3, 1]);
    /// assert_eq!(sizes(Tensor::zeros([4])), [2, 2]);
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no such axis, or no part is asked for.
    #[track_caller]
    pub fn chunk(self, axis: usize, chunks: usize) -> Vec<Self> {
        check_axis("chunk", axis, &self);
        assert!(chunks > 0, "chunk: expected a number of parts of at least 1, got 0");
        let size = self.shape()[axis];
        let each = size.div_ceil(chunks).max(1);
        let sizes: Vec<usize> = (0..size).step_by(each).map(|start| each.min(size - start)).collect();
        if sizes.is_empty() { vec![self] } else { self.split(axis, &sizes) }
    }

    #[track_caller]
    fn part(self, name: &'static str, axis: usize, range: Range<usize>) -> Self {
        let mut op = Op::named(name);
        let input = op.input(&self);
        let axis_sizes = AxisSizes::new(&self.shape(), axis);
        let (start, len) = (range.start, range.len());
        let mut shape = self.shape();
        shape[axis] = len;
        op.run(
            shape,
            |keep| {
                let y = device::compute(
                    &[self.storage()],
                    || Some(Kernel::Slice { axis_sizes, start, len }),
                    || kernel::slice(self.as_slice(), axis_sizes, range.clone()),
                );
                (Tensor::from_storage(shape, y), keep.nothing())
            },
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
    pub fn with_slice(self, axis: usize, range: Range<usize>, part: impl Operand<N, A>) -> Self {
        check_axis("with_slice", axis, &self);
        let part = part.operand_of(&self);
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
        let (shape, axis_sizes) = (self.shape(), AxisSizes::new(&self.shape(), axis));
        op.run(
            shape,
            |keep| (self.written(axis_sizes, range.clone(), &part), keep.value(|| range)),
            move |range, dy, grads| {
                grads.add_with(part_var, || {
                    super::concat::part(&dy, axis_sizes, range.clone(), part_var.shape())
                });
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
        None => kernel::add_slice(sum.make_mut(), axis_sizes, range, part.as_slice()),
    }
}

impl<const N: usize, A: Element> Tensor<N, A>
where
    Self: Rank<Element = A>,
{
    /// The tensors at each index of an axis, which disappears: `torch.unbind`. They cost, and so do their gradients, what
    /// one copy of the tensor costs.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let steps = Tensor::from(ndarray::array![[1.0, 2.0], [3.0, 4.0]]).unbind(1);
    /// assert_eq!(steps[1].as_slice(), [2.0, 4.0]);
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no such axis.
    #[track_caller]
    pub fn unbind(self, axis: usize) -> Vec<<Self as Rank>::Smaller> {
        check_axis("unbind", axis, &self);
        let mut parts = Vec::with_capacity(self.shape()[axis]);
        for i in 0..self.shape()[axis] {
            parts.push(without_axis(self.clone().part("unbind", axis, i..i + 1), axis));
        }
        parts
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
                let parts = x.split(axis, &[1, shape[axis] - 1, from[axis] - shape[axis]]);
                parts.into_iter().rev().map(|part| part.sum()).reduce(|a, b| a * 2.0 + b).unwrap()
            })
            .unwrap();
            gradcheck(part, |part| x.clone().beside(&part).with_slice(axis, 1..3, part)).unwrap();
        }
    }

    #[test]
    fn parts_of_every_kind_come_together_again() {
        let x = irregular([2, 7]);
        assert_eq!(Tensor::concat(&x.clone().chunk(1, 3), 1), x);
        assert_eq!(Tensor::stack(&x.clone().unbind(1), 1), x);
        gradcheck(x.clone(), |x| Tensor::stack(&x.unbind(0), 1)).unwrap();
        let tokens = Tensor::from_fn([2, 3], |[i, j]| 3 * i + j);
        assert_eq!(tokens.clone().slice(1, 1..3).as_slice(), [1, 2, 4, 5]);
        assert_eq!(Tensor::concat(&tokens.clone().split(0, &[1, 1]), 1).as_slice(), [0, 1, 2, 3, 4, 5]);
        let mask = Tensor::from([true, false, false]).with_slice(0, 1..2, Tensor::from([true]));
        assert_eq!(mask.as_slice(), [true, true, false]);
    }

    type Loss = Tensor<0, f64>;
    type ByRows = (&'static str, fn(Tensor<2, f64>) -> Loss);

    fn total(parts: impl Iterator<Item = Loss>) -> Loss {
        parts.reduce(|a, b| a + b).expect("there are parts")
    }

    /// Ways to take each row of a tensor by itself, and their sum.
    const BY_ROWS: [ByRows; 8] = [
        ("slice", |x| total((0..x.shape()[0]).map(|i| x.clone().slice(0, i..i + 1).sum()))),
        ("split", |x| {
            let sizes = vec![1; x.shape()[0]];
            total(x.split(0, &sizes).into_iter().map(Tensor::sum))
        }),
        ("chunk", |x| {
            let rows = x.shape()[0];
            total(x.chunk(0, rows).into_iter().map(Tensor::sum))
        }),
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
