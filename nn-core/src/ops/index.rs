//! Elements by their indices.

use super::AxisIndex;
use super::reduce::check_axis;
use crate::device::{self, Kernel};
use crate::kernels::index as kernel;
use crate::kernels::reduce::AxisSizes;
use crate::operation::Operation;
use crate::storage::{Element, SharedStorage};
use crate::tensor::{Op, Tensor, either, fits, volume};

impl<const N: usize, A: Element> Tensor<N, A> {
    /// The rows `indices` along an axis, which takes the number of indices as its size.
    ///
    /// # Panics
    ///
    /// If there is no such axis, or an index goes beyond it.
    #[track_caller]
    pub fn index_select(self, axis: impl AxisIndex, indices: &Tensor<1, usize>) -> Self {
        let axis = check_axis("index_select", axis, &self);
        self.selected("index_select", axis, indices)
    }

    #[track_caller]
    pub(super) fn selected(self, name: &'static str, axis: usize, indices: &Tensor<1, usize>) -> Self {
        check_axis(name, axis, &self);
        let from = self.shape();
        check_indices(name, indices.storage(), from[axis]);
        let mut shape = from;
        shape[axis] = indices.len();
        volume::<A>(name, &shape);
        let mut op = Op::named(name);
        let input = op.input(&self);
        op.input(indices);
        op.means(|| Operation::IndexSelect { axis });
        let axis_sizes = AxisSizes::new(&from, axis);
        op.run(
            shape,
            |keep| {
                let kernel = || Some(Kernel::IndexSelect(axis_sizes));
                let y = device::compute(&[self.storage(), indices.storage()], kernel, || {
                    kernel::select(self.as_slice(), axis_sizes, indices.as_slice())
                });
                (Tensor::from_storage(shape, y), keep.value(|| indices.off_tape()))
            },
            move |indices, dy, grads| {
                let kernel = || Some(Kernel::AddSelected(axis_sizes));
                grads.add_into(input, |sum| {
                    match device::run(&[sum, dy.storage(), indices.storage()], kernel) {
                        Some(mut total) => *sum = total.next(),
                        None => kernel::add_selected(
                            sum.make_mut(),
                            dy.as_slice(),
                            axis_sizes,
                            indices.as_slice(),
                        ),
                    }
                });
            },
        )
    }

    /// `y[i, j, k] = x[i, index[i, j, k], k]` for `axis` 1 and likewise for the others: `torch.gather`. The
    /// other axes of `index` have the tensor's sizes.
    ///
    /// # Panics
    ///
    /// If there is no such axis, another axis differs in size, or an index goes beyond the axis.
    #[track_caller]
    pub fn gather(self, axis: impl AxisIndex, index: &Tensor<N, usize>) -> Self {
        let axis = check_axis("gather", axis, &self);
        let from = self.shape();
        let mut want = from;
        want[axis] = index.shape()[axis];
        fits!(
            either(self.place(), index.place()),
            index.shape() == want,
            "gather: shape {from:?} needs an index that differs in axis {axis} alone, got {:?}",
            index.shape()
        );
        check_indices("gather", index.storage(), from[axis]);
        let mut op = Op::named("gather");
        let input = op.input(&self);
        op.input(index);
        op.means(|| Operation::Gather { axis });
        let axis_sizes = AxisSizes::new(&from, axis);
        op.run(
            want,
            |keep| {
                let kernel = || Some(Kernel::Gather(axis_sizes));
                let y = device::compute(&[self.storage(), index.storage()], kernel, || {
                    kernel::gather(self.as_slice(), axis_sizes, index.as_slice())
                });
                (Tensor::from_storage(want, y), keep.value(|| index.off_tape()))
            },
            move |index, dy, grads| {
                let kernel = || Some(Kernel::AddGathered(axis_sizes));
                grads.add_into(input, |sum| {
                    match device::run(&[sum, dy.storage(), index.storage()], kernel) {
                        Some(mut total) => *sum = total.next(),
                        None => {
                            kernel::add_gathered(sum.make_mut(), dy.as_slice(), axis_sizes, index.as_slice())
                        }
                    }
                });
            },
        )
    }
}

impl<A: Element> Tensor<1, A> {
    /// The elements at `indices`: of a loss of each sample, the hard ones.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let tape = Tape::new(0);
    /// let x = tape.input([1.0, 5.0, 3.0]).requires_grad();
    /// let gradients = x.take(&[1, 2]).sum().backward();
    /// assert_eq!(gradients.wrt(&x).unwrap().as_slice(), [0.0, 1.0, 1.0]);
    /// ```
    ///
    /// # Panics
    ///
    /// If an index goes beyond the length.
    #[track_caller]
    pub fn take(&self, indices: &[usize]) -> Self {
        // The indices go to the device by the caller's wish, not for want of a kernel.
        let indices = Tensor::from(indices.to_vec()).placed_on(&self.device());
        self.clone().selected("take", 0, &indices)
    }
}

/// Looks for an index that goes beyond the axis, unless a trace has none but their number.
#[track_caller]
fn check_indices(name: &str, indices: &SharedStorage<usize>, size: usize) {
    kernel::check_indices(name, indices.values(), size);
}

#[cfg(test)]
mod tests {
    use crate::gradcheck::{gradcheck, irregular};
    use crate::tensor::Tensor;

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
    fn of_tokens_and_masks() {
        let tokens = Tensor::from(ndarray::array![[7_i64, 8], [9, 10]]);
        assert_eq!(tokens.clone().index_select(0, &Tensor::from([1, 1])).as_slice(), [9, 10, 9, 10]);
        assert_eq!(tokens.gather(1, &Tensor::from(ndarray::array![[1], [0]])).as_slice(), [8, 9]);
        assert_eq!(Tensor::from([true, false]).take(&[1, 0, 0]).as_slice(), [false, true, true]);
    }

    #[test]
    #[should_panic(expected = "index_select: index 3 (element 1) is out of range, expected one in 0..3")]
    fn an_index_must_exist() {
        let _ = irregular([3, 4]).index_select(0, &Tensor::from([0, 3]));
    }
}
