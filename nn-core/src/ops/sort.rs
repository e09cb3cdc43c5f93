//! Elements in order, the largest of them, and the one in the middle.

use super::AxisIndex;
use super::reduce::{check_axis, without_axis};
use crate::kernels::reduce::AxisSizes;
use crate::kernels::sort as kernel;
use crate::operation::Operation;
use crate::storage::{Element, Float};
use crate::tensor::{Op, Rank, Tensor, fits};

impl<const N: usize, A: Element> Tensor<N, A> {
    /// The elements along an axis from the smallest to the largest, and where each was, as
    /// [`torch.sort`](https://docs.pytorch.org/docs/2.8/generated/torch.sort.html). Equal ones stay in their order, and NaN
    /// comes last. Each gradient goes to the element that it belongs to.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let (values, indices) = Tensor::from([3.0, 1.0, 2.0]).sort(0);
    /// assert_eq!(values.as_slice(), [1.0, 2.0, 3.0]);
    /// assert_eq!(indices.as_slice(), [1, 2, 0]);
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no such axis.
    #[track_caller]
    pub fn sort(self, axis: impl AxisIndex) -> (Self, Tensor<N, usize>) {
        let axis = check_axis("sort", axis, &self);
        let indices = self.order("sort", axis, false);
        (self.gather(axis, &indices), indices)
    }

    /// The elements along an axis from the largest to the smallest, and where each was: `torch.sort` with
    /// `descending=True`. NaN comes first.
    ///
    /// # Panics
    ///
    /// If there is no such axis.
    #[track_caller]
    pub fn sort_descending(self, axis: impl AxisIndex) -> (Self, Tensor<N, usize>) {
        let axis = check_axis("sort_descending", axis, &self);
        let indices = self.order("sort_descending", axis, true);
        (self.gather(axis, &indices), indices)
    }

    /// The indices of the elements along an axis from the smallest to the largest, as
    /// [`torch.argsort`](https://docs.pytorch.org/docs/2.8/generated/torch.argsort.html).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// assert_eq!(Tensor::from([3.0, 1.0, 2.0]).argsort(0).as_slice(), [1, 2, 0]);
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no such axis.
    #[track_caller]
    pub fn argsort(&self, axis: impl AxisIndex) -> Tensor<N, usize> {
        let axis = check_axis("argsort", axis, self);
        self.order("argsort", axis, false)
    }

    /// The `k` largest elements along an axis, the largest first, and where they were, as
    /// [`torch.topk`](https://docs.pytorch.org/docs/2.8/generated/torch.topk.html). Each gradient goes to the element that
    /// it belongs to.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let (values, indices) = Tensor::from([3.0, 1.0, 2.0]).topk(2, 0);
    /// assert_eq!(values.as_slice(), [3.0, 2.0]);
    /// assert_eq!(indices.as_slice(), [0, 2]);
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no such axis, or it has fewer elements.
    #[track_caller]
    pub fn topk(self, k: usize, axis: impl AxisIndex) -> (Self, Tensor<N, usize>) {
        let axis = check_axis("topk", axis, &self);
        let order = self.order("topk", axis, true);
        let shape = self.shape();
        fits!(
            self.place(),
            k <= shape[axis],
            "topk: there are no {k} elements along axis {axis} of shape {shape:?}, expected at most {}",
            shape[axis]
        );
        let indices = order.part("topk", axis, 0..k);
        (self.gather(axis, &indices), indices)
    }

    /// The indices in order. They stand where the tensor stands, and nothing goes back from them.
    #[track_caller]
    fn order(&self, name: &'static str, axis: usize, descending: bool) -> Tensor<N, usize> {
        check_axis(name, axis, self);
        let mut op = Op::named(name);
        op.input(&self.detach());
        op.means(|| Operation::Argsort { axis, descending });
        let (shape, axis_sizes) = (self.shape(), AxisSizes::new(&self.shape(), axis));
        op.run(
            shape,
            |keep| {
                let indices = kernel::argsort(self.as_slice(), axis_sizes, descending);
                (Tensor::new(shape, indices), keep.nothing())
            },
            |(), _: Tensor<N, usize>, _| (),
        )
    }
}

impl<const N: usize, A: Float> Tensor<N, A> {
    /// The element in the middle of all in their order, the smaller one of two, or NaN if there is one, as
    /// [`torch.median`](https://docs.pytorch.org/docs/2.8/generated/torch.median.html).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// assert_eq!(Tensor::from([4.0, 1.0, 3.0, 2.0]).median().item(), 2.0);
    /// ```
    ///
    /// # Panics
    ///
    /// If there are no elements.
    #[track_caller]
    pub fn median(self) -> Tensor<0, A> {
        let n = self.len();
        fits!(
            self.place(),
            n > 0,
            "median: there is no middle element in shape {:?}, which holds none",
            self.shape()
        );
        self.alias([n]).middle("median", 0).with_shape(&[])
    }

    /// The elements in the middle along an axis, which stays with size 1.
    #[track_caller]
    fn middle(self, name: &'static str, axis: usize) -> Self {
        check_axis(name, axis, &self);
        let mut reduced = self.shape();
        fits!(
            self.place(),
            reduced[axis] > 0,
            "{name}: axis {axis} of shape {reduced:?} holds no elements to compare"
        );
        reduced[axis] = 1;
        let mut op = Op::named(name);
        op.input(&self.detach());
        op.means(|| Operation::ArgMedian { axis });
        let axis_sizes = AxisSizes::new(&self.shape(), axis);
        let indices = op.run(
            reduced,
            |keep| {
                let indices = kernel::argmedian(self.as_slice(), axis_sizes);
                (Tensor::new(reduced, indices), keep.nothing())
            },
            |(), _: Tensor<N, usize>, _| (),
        );
        self.gather(axis, &indices)
    }
}

impl<const N: usize, A: Float> Tensor<N, A>
where
    Tensor<N, A>: Rank<Element = A>,
{
    /// The elements in the middle along an axis, which disappears, as [`median`](Self::median).
    ///
    /// # Panics
    ///
    /// If there is no such axis, or it is empty.
    #[track_caller]
    pub fn median_axis(self, axis: impl AxisIndex) -> <Self as Rank>::Smaller {
        let axis = check_axis("median_axis", axis, &self);
        without_axis(self.middle("median_axis", axis), axis)
    }
}

#[cfg(test)]
mod tests {
    use crate::gradcheck::{gradcheck, irregular};
    use crate::tensor::Tensor;

    #[test]
    fn every_gradient_goes_where_its_element_was() {
        let x = irregular([3, 4, 2]);
        gradcheck::<3, 0>(x.clone(), Tensor::median).unwrap();
        for axis in 0..3 {
            gradcheck(x.clone(), |x| x.sort(axis).0).unwrap();
            gradcheck(x.clone(), |x| x.sort_descending(axis).0).unwrap();
            gradcheck(x.clone(), |x| x.topk(2, axis).0).unwrap();
            gradcheck(x.clone(), |x| x.median_axis(axis)).unwrap();
        }
    }

    #[test]
    fn nan_is_larger_than_all_and_equal_ones_keep_their_order() {
        let x = Tensor::from([2.0_f32, f32::NAN, 1.0, 2.0]);
        assert_eq!(x.argsort(0).as_slice(), [2, 0, 3, 1]);
        assert_eq!(x.clone().sort_descending(0).1.as_slice(), [1, 0, 3, 2]);
        assert!(x.median().item().is_nan());
        assert_eq!(Tensor::from([5_i64, -7, 3]).sort(0).0.as_slice(), [-7, 3, 5]);
        let x = Tensor::from([[1, 9], [3, 2], [2, 5_usize]]);
        assert_eq!(x.argsort(0).as_slice(), [0, 1, 2, 2, 1, 0]);
        assert_eq!(x.topk(1, 1).0.as_slice(), [9, 3, 5]);
        assert_eq!(Tensor::<2>::zeros([2, 0]).sort(1).0.shape(), [2, 0]);
    }
}
