//! A tensor in parts along an axis.

use super::AxisIndex;
use super::reduce::{check_axis, without_axis};
use crate::storage::Element;
use crate::tensor::{Rank, Tensor, fits};

/// The sizes of the parts of [`Tensor::split`]: one number for all, or a number for each.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say how large the parts are",
    label = "expected a size for all parts, or an array, slice or vector with one for each"
)]
pub trait PartSizes {
    /// The sizes of the parts of an axis of this size.
    #[doc(hidden)]
    fn of(&self, size: usize) -> Vec<usize>;
}

impl PartSizes for usize {
    fn of(&self, size: usize) -> Vec<usize> {
        match *self {
            0 => vec![0],
            each => (0..size).step_by(each).map(|start| each.min(size - start)).collect(),
        }
    }
}

macro_rules! lists {
    ($([$($generics:tt)*] $type:ty),*) => {$(
        impl<$($generics)*> PartSizes for $type {
            fn of(&self, _: usize) -> Vec<usize> {
                self.to_vec()
            }
        }
    )*};
}

lists!([const K: usize] [usize; K], [const K: usize] &[usize; K], [] &[usize], [] Vec<usize>, [] &Vec<usize>);

impl<const N: usize, A: Element> Tensor<N, A> {
    /// The parts along an axis, one after another, each of one size but for the last, which may be smaller, or of the sizes
    /// in a list: [`torch.split`](https://docs.pytorch.org/docs/2.8/generated/torch.split.html). They cost, and so do their
    /// gradients, what one copy of the tensor costs.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let x = Tensor::<2>::zeros([2, 5]);
    /// let widths = |parts: Vec<Tensor<2>>| parts.iter().map(|part| part.shape()[1]).collect::<Vec<_>>();
    /// assert_eq!(widths(x.clone().split(2, 1)), [2, 2, 1]);
    /// assert_eq!(widths(x.split([1, 4], 1)), [1, 4]);
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no such axis, or the sizes in a list do not add up to its size.
    #[doc(alias("split_with_sizes", "tensor_split"))]
    #[track_caller]
    pub fn split(self, sizes: impl PartSizes, axis: impl AxisIndex) -> Vec<Self> {
        let axis = check_axis("split", axis, &self);
        let from = self.shape();
        let sizes = sizes.of(from[axis]);
        let sum = sizes.iter().fold(0_usize, |sum, &size| sum.saturating_add(size));
        fits!(
            self.place(),
            sum == from[axis],
            "split: sizes {sizes:?} add up to {sum}, expected {}, the size of axis {axis} of shape {from:?}",
            from[axis]
        );
        if sizes.is_empty() {
            return vec![self];
        }
        let (mut parts, mut start) = (Vec::with_capacity(sizes.len()), 0);
        for size in sizes {
            parts.push(self.clone().part("split", axis, start..start + size));
            start += size;
        }
        parts
    }

    /// The tensor in `chunks` parts along an axis, of which the last may be smaller; fewer if the axis is shorter than
    /// that asks for: [`torch.chunk`](https://docs.pytorch.org/docs/2.8/generated/torch.chunk.html).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let sizes = |x: Tensor<1>| x.chunk(3, 0).iter().map(Tensor::len).collect::<Vec<_>>();
    /// assert_eq!(sizes(Tensor::zeros([7])), [3, 3, 1]);
    /// assert_eq!(sizes(Tensor::zeros([4])), [2, 2]);
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no such axis, or no part is asked for.
    #[track_caller]
    pub fn chunk(self, chunks: usize, axis: impl AxisIndex) -> Vec<Self> {
        let axis = check_axis("chunk", axis, &self);
        assert!(chunks > 0, "chunk: expected a number of parts of at least 1, got 0");
        let each = self.shape()[axis].div_ceil(chunks);
        self.split(each, axis)
    }
}

impl<const N: usize, A: Element> Tensor<N, A>
where
    Self: Rank<Element = A>,
{
    /// The tensor at one index of an axis, which disappears: `x[:, 2]` is `x.at(1, 2)`, and `x[-1]` is `x.at(0, -1)`. As
    /// [`torch.select`](https://docs.pytorch.org/docs/2.8/generated/torch.select.html).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let x = Tensor::from([[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.clone().at(1, 0).as_slice(), [1.0, 3.0]);
    /// assert_eq!(x.at(0, -1).as_slice(), [3.0, 4.0]);
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no such axis, or the index goes beyond it.
    #[track_caller]
    pub fn at(self, axis: impl AxisIndex, index: impl AxisIndex) -> <Self as Rank>::Smaller {
        let axis = check_axis("at", axis, &self);
        let shape = self.shape();
        let i = index.within(shape[axis]).unwrap_or(usize::MAX);
        fits!(
            self.place(),
            i < shape[axis],
            "at: there is no index {index:?} along axis {axis} of shape {shape:?}, expected one in 0..{}",
            shape[axis]
        );
        without_axis(self.part("at", axis, i..i + 1), axis)
    }

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
    pub fn unbind(self, axis: impl AxisIndex) -> Vec<<Self as Rank>::Smaller> {
        let axis = check_axis("unbind", axis, &self);
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
    fn one_index_of_an_axis() {
        let x = irregular([3, 4, 5]);
        for axis in 0..3 {
            gradcheck(x.clone(), |x| x.at(axis, 1)).unwrap();
            gradcheck(x.clone(), |x| x.at(axis, -1)).unwrap();
        }
        assert_eq!(x.clone().at(0, 2), x.slice(0, 2..3).reshape([4, 5]));
        assert_eq!(Tensor::from([5_usize, 7]).at(0, -2).item(), 5);
    }

    #[test]
    fn an_empty_axis_is_one_part() {
        assert_eq!(Tensor::<2>::zeros([2, 0]).split(3, 1).len(), 1);
        assert_eq!(Tensor::<2>::zeros([2, 0]).chunk(3, 1).len(), 1);
    }
}
