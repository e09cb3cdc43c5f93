//! Parts of tensors, and tensors put together from parts.

use std::ops::Range;

use super::Operand;
use super::reduce::check_axis;
use crate::kernels::index as kernel;
use crate::kernels::reduce::Around;
use crate::storage::{Element, Float, zeros};
use crate::tensor::{Op, Rank, Tensor, either, fits, misfit, volume};

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

    /// Tensors one after another along an axis that they have.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let (a, b) = (Tensor::<2>::zeros([2, 3]), Tensor::<2>::zeros([2, 5]));
    /// assert_eq!(Tensor::concat(&[a, b], 1).shape(), [2, 8]);
    /// ```
    ///
    /// # Panics
    ///
    /// If there are no tensors, no such axis, or another axis differs in size.
    #[track_caller]
    pub fn concat(parts: &[Self], axis: usize) -> Self {
        let Some(first) = parts.first() else {
            panic!("concat: there are no tensors to put together, expected at least one")
        };
        check_axis("concat", axis, first);
        let mut shape = first.shape();
        shape[axis] = 0;
        let mut op = Op::named("concat");
        let mut inputs = Vec::with_capacity(parts.len());
        for (i, part) in parts.iter().enumerate() {
            let mut same = part.shape();
            same[axis] = first.shape()[axis];
            fits!(
                either(first.place(), part.place()),
                same == first.shape(),
                "concat: shapes may differ in axis {axis} alone, but the first is {:?} and that of part {i} is {:?}",
                first.shape(),
                part.shape()
            );
            let start = shape[axis];
            shape[axis] = start.saturating_add(part.shape()[axis]);
            inputs.push((op.input(part), start..shape[axis]));
        }
        volume::<A>("concat", &shape);
        if let Some(y) = op.traced(shape) {
            return y;
        }
        let slices: Vec<(&[A], usize)> = parts.iter().map(|p| (p.as_slice(), p.shape()[axis])).collect();
        let y = Tensor::new(shape, kernel::concat(&slices, Around::new(&shape, axis)));
        op.finish(y, move |dy: Tensor<N, A>, grads| {
            let around = Around::new(&shape, axis);
            for (input, range) in inputs {
                grads.add_with(input, || {
                    Tensor::new(input.shape(), kernel::slice(dy.as_slice(), around, range))
                });
            }
        })
    }

    /// The rows `indices` along an axis, which takes the number of indices as its size.
    ///
    /// # Panics
    ///
    /// If there is no such axis, or an index goes beyond it.
    #[track_caller]
    pub fn index_select(self, axis: usize, indices: &Tensor<1, usize>) -> Self {
        check_axis("index_select", axis, &self);
        let from = self.shape();
        kernel::check_indices("index_select", indices.as_slice(), from[axis]);
        let mut shape = from;
        shape[axis] = indices.len();
        volume::<A>("index_select", &shape);
        let mut op = Op::named("index_select");
        let input = op.input(&self);
        if let Some(y) = op.traced(shape) {
            return y;
        }
        let around = Around::new(&from, axis);
        let y = Tensor::new(shape, kernel::select(self.as_slice(), around, indices.as_slice()));
        let saved = op.wanted().then(|| indices.detach());
        op.finish_with(y, || {
            let indices = saved.expect("kept because the way back is wanted");
            move |dy: Tensor<N, A>, grads| {
                let dx = kernel::select_backward(dy.as_slice(), around, indices.as_slice());
                grads.add(input, Tensor::new(from, dx));
            }
        })
    }

    /// `y[i, j, k] = x[i, index[i, j, k], k]` for `axis` 1 and likewise for the others: `torch.gather`. The
    /// other axes of `index` have the tensor's sizes.
    ///
    /// # Panics
    ///
    /// If there is no such axis, another axis differs in size, or an index goes beyond the axis.
    #[track_caller]
    pub fn gather(self, axis: usize, index: &Tensor<N, usize>) -> Self {
        check_axis("gather", axis, &self);
        let from = self.shape();
        let mut want = from;
        want[axis] = index.shape()[axis];
        fits!(
            either(self.place(), index.place()),
            index.shape() == want,
            "gather: shape {from:?} needs an index that differs in axis {axis} alone, got {:?}",
            index.shape()
        );
        kernel::check_indices("gather", index.as_slice(), from[axis]);
        let mut op = Op::named("gather");
        let input = op.input(&self);
        if let Some(y) = op.traced(want) {
            return y;
        }
        let around = Around::new(&from, axis);
        let y = Tensor::new(want, kernel::gather(self.as_slice(), around, index.as_slice()));
        let saved = op.wanted().then(|| index.detach());
        op.finish_with(y, || {
            let index = saved.expect("kept because the way back is wanted");
            move |dy: Tensor<N, A>, grads| {
                let dx = kernel::gather_backward(dy.as_slice(), around, index.as_slice());
                grads.add(input, Tensor::new(from, dx));
            }
        })
    }

    /// The elements, with `value` where the mask is true.
    ///
    /// # Panics
    ///
    /// If the mask has another shape.
    #[track_caller]
    pub fn masked_fill(self, mask: &Tensor<N, bool>, value: A) -> Self {
        fits!(
            either(self.place(), mask.place()),
            mask.shape() == self.shape(),
            "masked_fill: a tensor of shape {:?} needs a mask of the same shape, got {:?}",
            self.shape(),
            mask.shape()
        );
        let mut op = Op::named("masked_fill");
        let input = op.input(&self);
        if let Some(y) = op.traced(self.shape()) {
            return y;
        }
        let y = self.zip_values(mask, |x, masked| if masked { value } else { x });
        let mask = mask.detach();
        op.finish(y, move |dy, grads| {
            grads.add(input, dy.zip_values(&mask, |dy, masked| if masked { A::zero() } else { dy }));
        })
    }

    /// The elements as a mask: whether `f` holds.
    pub fn mask(&self, f: impl Fn(A) -> bool + Sync) -> Tensor<N, bool> {
        let mut y = zeros(self.len());
        crate::kernels::elementwise::map_into(self.as_slice(), &mut y, f);
        Tensor::new(self.shape(), y).beside(self)
    }
}

impl<const N: usize, A: Float> Tensor<N, A>
where
    Self: Rank<Element = A>,
    <Self as Rank>::Larger: Concat,
{
    /// Tensors of one shape one after another along a new axis.
    ///
    /// # Panics
    ///
    /// If there are no tensors, or their shapes differ.
    #[track_caller]
    pub fn stack(parts: &[Self], axis: usize) -> <Self as Rank>::Larger {
        let Some(first) = parts.first() else {
            panic!("stack: there are no tensors to put together, expected at least one")
        };
        let shape = first.shape();
        fits!(
            first.place(),
            axis <= N,
            "stack: there is no place {axis} for another axis in shape {shape:?}, expected one in 0..={N}"
        );
        let other = parts.iter().enumerate().find(|(_, part)| part.shape() != shape);
        if let Some((i, part)) = other {
            let got = part.shape();
            misfit(
                either(first.place(), part.place()),
                format_args!(
                    "stack: shapes must be equal, but the first is {shape:?} and that of part {i} is {got:?}"
                ),
            );
        }
        let parts: Vec<_> = parts.iter().map(|part| part.clone().insert_axis(axis)).collect();
        Concat::concat_parts(&parts, axis)
    }
}

/// What can be concatenated: lets [`Tensor::stack`] name the larger rank.
#[doc(hidden)]
pub trait Concat: Sized {
    #[track_caller]
    fn concat_parts(parts: &[Self], axis: usize) -> Self;
}

impl<const N: usize, A: Float> Concat for Tensor<N, A> {
    #[track_caller]
    fn concat_parts(parts: &[Self], axis: usize) -> Self {
        Tensor::concat(parts, axis)
    }
}

impl<const N: usize> Tensor<N, bool> {
    /// `a` where the mask is true, else `b`: `torch.where`.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let mask = Tensor::from([true, false]);
    /// assert_eq!(mask.select(Tensor::from([1.0, 2.0]), Tensor::from([3.0, 4.0])).as_slice(), [1.0, 4.0]);
    /// ```
    ///
    /// # Panics
    ///
    /// If the shapes differ.
    #[track_caller]
    pub fn select<A: Float>(&self, a: Tensor<N, A>, b: impl Operand<N, A>) -> Tensor<N, A> {
        let b = b.beside(&a);
        fits!(
            either(a.place(), b.place()),
            a.shape() == self.shape() && b.shape() == self.shape(),
            "select: a mask of shape {:?} chooses between two tensors of the same shape, got {:?} and {:?}",
            self.shape(),
            a.shape(),
            b.shape()
        );
        let mut op = Op::named("select");
        let (va, vb) = (op.input(&a), op.input(&b));
        if let Some(y) = op.traced(self.shape()) {
            return y;
        }
        let y = Tensor::new(self.shape(), kernel::choose(self.as_slice(), a.as_slice(), b.as_slice()));
        let mask = self.detach();
        op.finish(y, move |dy: Tensor<N, A>, grads| {
            let zero = |keep: bool| move |dy: A, m: bool| if m == keep { dy } else { A::zero() };
            grads.add_with(va, || dy.clone().zip_values(&mask, zero(true)));
            grads.add_with(vb, || dy.zip_values(&mask, zero(false)));
        })
    }
}

impl<A: Element> Tensor<1, A> {
    /// The elements at `indices`, off the tape; for data.
    ///
    /// # Panics
    ///
    /// If an index goes beyond the length.
    #[track_caller]
    pub fn take(&self, indices: &[usize]) -> Self {
        kernel::check_indices("take", indices, self.len());
        Tensor::new([indices.len()], indices.iter().map(|&i| self.as_slice()[i]).collect())
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
            let mut shape = [3, 4, 5];
            shape[axis] = 2;
            let part = irregular(shape) * 2.0;
            gradcheck(x.clone(), |x| x.with_slice(axis, 1..3, &part)).unwrap();
            gradcheck(part, |part| x.clone().beside(&part).with_slice(axis, 1..3, part)).unwrap();
        }
    }

    #[test]
    fn tensors_together() {
        let x = irregular([2, 3]);
        gradcheck(x.clone(), |x| Tensor::concat(&[x.clone(), &x * 2.0, x], 1)).unwrap();
        gradcheck(x.clone(), |x| Tensor::concat(&[x.clone(), irregular([1, 3])], 0)).unwrap();
        for axis in 0..3 {
            gradcheck(x.clone(), |x| Tensor::stack(&[x.clone(), &x * &x], axis)).unwrap();
        }
    }

    #[test]
    fn by_indices() {
        let x = irregular([3, 4]);
        let indices = Tensor::from([2, 0, 2]);
        gradcheck(x.clone(), |x| x.index_select(0, &indices)).unwrap();
        gradcheck(x.clone(), |x| x.index_select(1, &indices)).unwrap();
        let index = Tensor::from(ndarray::array![[0, 3], [1, 1], [2, 0]]);
        gradcheck(x.clone(), |x| x.gather(1, &index)).unwrap();
        assert_eq!(x.clone().gather(1, &index).as_slice()[1], x.as_slice()[3]);
        let index = Tensor::from(ndarray::array![[2, 0, 1, 1]]);
        gradcheck(x.clone(), |x| x.gather(0, &index)).unwrap();
        assert_eq!(x.clone().gather(0, &index).as_slice()[0], x.as_slice()[8]);
    }

    #[test]
    fn by_masks() {
        let x = irregular([3, 4]);
        let mask = x.mask(|x| x > 0.2);
        gradcheck(x.clone(), |x| x.masked_fill(&mask, 7.0)).unwrap();
        gradcheck(x.clone(), |x| mask.select(x.clone(), x * 3.0)).unwrap();
    }

    #[test]
    #[should_panic(expected = "index_select: index 3 (element 1) is out of range, expected one in 0..3")]
    fn an_index_must_exist() {
        let _ = irregular([3, 4]).index_select(0, &Tensor::from([0, 3]));
    }
}
