//! Tensors put together from parts.

use std::borrow::Borrow;
use std::ops::Range;

use super::AxisIndex;
use super::reduce::check_axis;
use crate::device::{self, Input, Kernel};
use crate::kernels::index as kernel;
use crate::kernels::reduce::AxisSizes;
use crate::operation::Operation;
use crate::storage::{Element, View};
use crate::tensor::{Op, Rank, Tensor, either, fits, misfit, volume};

impl<const N: usize, A: Element> Tensor<N, A> {
    /// Tensors one after another along an axis that they have.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let (a, b) = (Tensor::<2>::zeros([2, 3]), Tensor::<2>::zeros([2, 5]));
    /// assert_eq!(Tensor::concat(&[&a, &b, &a], 1).shape(), [2, 11]);
    /// assert_eq!(Tensor::concat(&[a, b], 1).shape(), [2, 8]);
    /// ```
    ///
    /// # Panics
    ///
    /// If there are no tensors, no such axis, or another axis differs in size.
    #[doc(alias("concatenate", "hstack", "vstack"))]
    #[track_caller]
    pub fn concat<T: Borrow<Self>>(parts: &[T], axis: impl AxisIndex) -> Self {
        let parts: Vec<&Self> = parts.iter().map(Borrow::borrow).collect();
        concat(&parts, axis)
    }

    /// Tensors one after another along an axis that they have: [`concat`](Self::concat), under PyTorch's other name.
    ///
    /// # Panics
    ///
    /// As [`concat`](Self::concat).
    #[track_caller]
    pub fn cat<T: Borrow<Self>>(parts: &[T], axis: impl AxisIndex) -> Self {
        let parts: Vec<&Self> = parts.iter().map(Borrow::borrow).collect();
        concat(&parts, axis)
    }
}

#[track_caller]
fn concat<const N: usize, A: Element>(parts: &[&Tensor<N, A>], axis: impl AxisIndex) -> Tensor<N, A> {
    let Some(first) = parts.first() else {
        panic!("concat: there are no tensors to put together, expected at least one")
    };
    let axis = check_axis("concat", axis, first);
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
    op.means(|| Operation::Concat { axis });
    op.run(
        shape,
        |keep| (together(parts, axis, shape), keep.value(|| inputs)),
        move |inputs, dy, grads| {
            for (input, range) in inputs {
                grads.add_with(input, || part(&dy, axis, range));
            }
        },
    )
}

/// The parts as one, off the tape.
fn together<const N: usize, A: Element>(
    parts: &[&Tensor<N, A>],
    axis: usize,
    shape: [usize; N],
) -> Tensor<N, A> {
    let axis_sizes = AxisSizes::new(&shape, axis);
    let sizes = || parts.iter().map(|part| part.shape()[axis]);
    let inputs: Vec<&dyn Input> = parts.iter().map(|part| part.storage() as &dyn Input).collect();
    let kernel = || Some(Kernel::Concat { axis_sizes, sizes: sizes().collect() });
    if let Some(mut y) = device::run(&inputs, kernel) {
        return Tensor::from_storage(shape, y.next());
    }
    let elements: Vec<_> = parts.iter().map(|part| part.storage().elements()).zip(sizes()).collect();
    Tensor::new(shape, kernel::concat(&elements, axis_sizes))
}

/// A part, off the tape.
pub(super) fn part<const N: usize, A: Element>(
    whole: &Tensor<N, A>,
    axis: usize,
    range: Range<usize>,
) -> Tensor<N, A> {
    let mut shape = whole.shape();
    shape[axis] = range.len();
    if let Some(view) = View::of(whole.storage(), whole.shape()) {
        let part = view.part(axis, range.start, range.len());
        return Tensor::from_storage(shape, part.stored());
    }
    let axis_sizes = AxisSizes::new(&whole.shape(), axis);
    let kernel = || Some(Kernel::Slice { axis_sizes, start: range.start, len: range.len() });
    Tensor::from_storage(
        shape,
        device::compute(&[whole.storage()], kernel, || {
            kernel::slice(whole.as_slice(), axis_sizes, range.clone())
        }),
    )
}

impl<const N: usize, A: Element> Tensor<N, A>
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
    pub fn stack<T: Borrow<Self>>(parts: &[T], axis: impl AxisIndex) -> <Self as Rank>::Larger {
        let parts: Vec<&Self> = parts.iter().map(Borrow::borrow).collect();
        let Some(first) = parts.first() else {
            panic!("stack: there are no tensors to put together, expected at least one")
        };
        let (shape, place) = (first.shape(), axis.within(N + 1).unwrap_or(usize::MAX));
        fits!(
            first.place(),
            place <= N,
            "stack: there is no place {axis:?} for another axis in shape {shape:?}, expected one in 0..={N}"
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
        let mut larger = Vec::with_capacity(parts.len());
        for part in parts {
            larger.push(part.clone().insert_axis(place));
        }
        Concat::concat_parts(&larger, place)
    }
}

/// What can be concatenated: lets [`Tensor::stack`] name the larger rank.
#[doc(hidden)]
pub trait Concat: Sized {
    #[track_caller]
    fn concat_parts(parts: &[Self], axis: usize) -> Self;
}

impl<const N: usize, A: Element> Concat for Tensor<N, A> {
    #[track_caller]
    fn concat_parts(parts: &[Self], axis: usize) -> Self {
        Tensor::concat(parts, axis)
    }
}

#[cfg(test)]
mod tests {
    use crate::gradcheck::{gradcheck, irregular};
    use crate::tensor::Tensor;

    #[test]
    fn tensors_together() {
        let x = irregular([2, 3]);
        gradcheck(x.clone(), |x| Tensor::concat(&[x.clone(), &x * 2.0, x], 1)).unwrap();
        gradcheck(x.clone(), |x| Tensor::concat(&[x.clone(), irregular([1, 3])], 0)).unwrap();
        gradcheck(x.clone(), |x| Tensor::cat(&[&x, &x], 0)).unwrap();
        let all: Vec<_> = (0..2).map(|_| x.clone()).collect();
        assert_eq!(Tensor::concat(&all, 1).shape(), [2, 6]);
        for axis in 0..3 {
            gradcheck(x.clone(), |x| Tensor::stack(&[x.clone(), &x * &x], axis)).unwrap();
        }
    }
}
