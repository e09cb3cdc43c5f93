//! Other shapes for the same elements, and other orders of axes.

use super::AxisIndex;
use super::reduce::check_axis;
use super::size::{self, Size, complete};
use crate::kernels::permute::strides;
use crate::operation::Operation;
use crate::storage::{Element, View};
use crate::tensor::{Op, Rank, Tensor, fits, volume};

impl<const N: usize, A: Element> Tensor<N, A> {
    /// The same elements under another shape, without a copy. One size may be −1: it is what the others leave.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let x = Tensor::<4>::zeros([8, 3, 4, 4]);
    /// assert_eq!(x.clone().reshape([8, 48]).shape(), [8, 48]);
    /// assert_eq!(x.reshape([-1, 16]).shape(), [24, 16]);
    /// ```
    ///
    /// # Panics
    ///
    /// If the number of elements is another.
    #[doc(alias("view_as", "contiguous"))]
    #[track_caller]
    pub fn reshape<const M: usize>(self, shape: [impl Size; M]) -> Tensor<M, A> {
        let (have, complete) = (self.len(), complete(shape, self.len()));
        fits!(
            self.place(),
            complete.is_some(),
            "reshape: shape {:?} has {have} elements, {}",
            self.shape(),
            size::would_have::<A, M>(shape)
        );
        let shape = complete.unwrap_or([0; M]);
        self.alias(shape).reshaped("reshape")
    }

    /// Merges all axes from the second on: `[batch, ...]` to `[batch, features]`.
    ///
    /// # Panics
    ///
    /// If the rank is 0.
    #[track_caller]
    pub fn flatten(self) -> Tensor<2, A> {
        fits!(
            self.place(),
            N > 0,
            "flatten: expected an input of shape [batch, ..], got [], which has no axis"
        );
        let features = self.shape()[1..].iter().product();
        let batch = self.shape()[0];
        self.alias([batch, features]).reshaped("flatten")
    }
}

impl<const N: usize, A: Element> Tensor<N, A>
where
    Self: Rank<Element = A>,
{
    /// The same elements with another axis of size 1 before `axis`: `torch.unsqueeze`.
    ///
    /// # Panics
    ///
    /// If `axis` is larger than the rank.
    #[track_caller]
    pub fn insert_axis(self, axis: impl AxisIndex) -> <Self as Rank>::Larger {
        let place = axis.within(N + 1).unwrap_or(usize::MAX);
        fits!(
            self.place(),
            place <= N,
            "insert_axis: there is no place {axis:?} for another axis in shape {:?}, expected one in 0..={N}",
            self.shape()
        );
        let mut shape = self.shape().to_vec();
        shape.insert(place, 1);
        self.reshaped("insert_axis").with_shape(&shape)
    }

    /// The same elements without an axis of size 1: `torch.squeeze`.
    ///
    /// # Panics
    ///
    /// If there is no such axis, or its size is not 1.
    #[track_caller]
    pub fn remove_axis(self, axis: impl AxisIndex) -> <Self as Rank>::Smaller {
        let axis = check_axis("remove_axis", axis, &self);
        fits!(
            self.place(),
            self.shape()[axis] == 1,
            "remove_axis: axis {axis} of shape {:?} has size {}, expected 1",
            self.shape(),
            self.shape()[axis]
        );
        super::reduce::without_axis(self.reshaped("remove_axis"), axis)
    }
}

impl<const N: usize, A: Element> Tensor<N, A> {
    /// The axes in another order: axis `i` of the result is axis `axes[i]` of this tensor.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let x = Tensor::<3>::zeros([2, 3, 5]);
    /// assert_eq!(x.permute([2, 0, 1]).shape(), [5, 2, 3]);
    /// ```
    ///
    /// # Panics
    ///
    /// If `axes` does not name each axis once.
    #[track_caller]
    pub fn permute(self, axes: [usize; N]) -> Self {
        let inverse = invert(axes, &self);
        let mut op = Op::named("permute");
        let input = op.input(&self);
        op.means(|| Operation::Permute(axes.to_vec()));
        op.run(
            axes.map(|axis| self.shape()[axis]),
            |keep| (permuted(&self, axes), keep.nothing()),
            move |(), dy, grads| grads.add(input, permuted(&dy, inverse)),
        )
    }

    /// Two axes exchanged.
    ///
    /// # Panics
    ///
    /// If there are no such axes.
    #[doc(alias("swapaxes", "swapdims"))]
    #[track_caller]
    pub fn transpose(self, a: impl AxisIndex, b: impl AxisIndex) -> Self {
        let (a, b) = (check_axis("transpose", a, &self), check_axis("transpose", b, &self));
        let mut axes = std::array::from_fn(|i| i);
        axes.swap(a, b);
        self.permute(axes)
    }

    /// The tensor stretched over axes of size 1, and over new leading axes.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let column = Tensor::from([[1.0], [2.0]]);
    /// assert_eq!(column.clone().broadcast_to([2, 2]).as_slice(), [1.0, 1.0, 2.0, 2.0]);
    /// assert_eq!(column.broadcast_to([5, 2, 3]).shape(), [5, 2, 3]);
    /// ```
    ///
    /// # Panics
    ///
    /// If an axis has another size than 1 and than the one asked for, or fewer axes are asked for.
    #[doc(alias = "expand_as")]
    #[track_caller]
    pub fn broadcast_to<const M: usize>(self, shape: [usize; M]) -> Tensor<M, A> {
        let from = self.shape();
        fits!(
            self.place(),
            N <= M,
            "broadcast_to: shape {from:?} cannot be stretched to {shape:?}, which has fewer axes"
        );
        for axis in 0..N {
            let (have, want) = (from[axis], shape[M - N + axis]);
            fits!(
                self.place(),
                have == want || have == 1,
                "broadcast_to: shape {from:?} cannot be stretched to {shape:?}: axis {axis} has size {have}, expected 1 or {want}"
            );
        }
        volume::<A>("broadcast_to", &shape);
        let mut op = Op::named("broadcast_to");
        let x: Tensor<M, A> = super::stretch::pad(self);
        let (input, from) = (op.input(&x), x.shape());
        op.means(|| Operation::BroadcastTo);
        op.run(
            shape,
            |keep| (x.stretch_to(shape), keep.nothing()),
            move |(), dy, grads| grads.add(input, super::stretch::unstretch(dy, from)),
        )
    }
}

fn permuted<const N: usize, A: Element>(x: &Tensor<N, A>, axes: [usize; N]) -> Tensor<N, A> {
    let (from, steps) = (x.shape(), strides(x.shape()));
    let shape = axes.map(|axis| from[axis]);
    if x.storage().as_repeated().is_some_and(|repeated| repeated.elements().len() == 1) {
        // One element stands for all, in whatever order, as in the gradient of a sum.
        return Tensor::from_storage(shape, x.storage().clone());
    }
    if let Some(view) = View::of(x.storage(), from) {
        let view = view.permuted(axes);
        return Tensor::from_storage(view.shape, view.stored());
    }
    x.strided(shape, axes.map(|axis| steps[axis]))
}

#[track_caller]
fn invert<const N: usize, A: Element>(axes: [usize; N], x: &Tensor<N, A>) -> [usize; N] {
    let shape = x.shape();
    let mut inverse = [N; N];
    for (i, &axis) in axes.iter().enumerate() {
        fits!(
            x.place(),
            axis < N && inverse[axis] == N,
            "permute: {axes:?} does not name each of the {N} axes of shape {shape:?} once, expected an order of 0..{N}"
        );
        inverse[axis] = i;
    }
    inverse
}

#[cfg(test)]
mod tests {
    use crate::autodiff::Tape;
    use crate::gradcheck::{gradcheck, irregular};
    use crate::storage::handed_out;
    use crate::tensor::Tensor;

    /// The gradient is written once, in its last order.
    #[test]
    fn one_element_that_stands_for_all_is_not_written_out_to_be_permuted() {
        // Of the latter, neighbours stay together.
        for axes in [[1, 2, 0], [1, 0, 2]] {
            let x = Tape::new(0).input(Tensor::<3>::full([30, 50, 64], 2.0)).requires_grad();
            let sum = x.clone().permute(axes).sum();
            let before = handed_out();
            let gradients = sum.backward();
            let dx = gradients.wrt(&x).unwrap();
            assert_eq!(dx.shape(), [30, 50, 64]);
            assert!(dx.as_slice().iter().all(|&dx| dx == 1.0));
            let taken = handed_out() - before;
            assert!(taken <= dx.len() + 10, "{axes:?}: {taken}");
        }
    }

    #[test]
    fn shapes_and_orders() {
        let x = irregular([2, 3, 4]);
        gradcheck(x.clone(), |x| x.reshape([6, 4]).transpose(0, 1)).unwrap();
        for axes in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            gradcheck(x.clone(), |x| x.permute(axes)).unwrap();
            let want = ndarray::Array3::from_shape_vec((2, 3, 4), x.clone().into_vec()).unwrap();
            assert_eq!(x.clone().permute(axes), Tensor::from(want.permuted_axes(axes)));
        }
        gradcheck(irregular([2, 1, 4]), |x| x.broadcast_to([2, 3, 4])).unwrap();
        gradcheck(irregular([3, 1]), |x| x.broadcast_to([2, 3, 4])).unwrap();
        assert_eq!(x.clone().insert_axis(1).shape(), [2, 1, 3, 4]);
        assert_eq!(x.insert_axis(3).remove_axis(3).flatten().shape(), [2, 12]);
    }

    #[test]
    fn a_large_transpose_is_tiled_right() {
        let x = irregular([37, 53]);
        let y = x.clone().transpose(0, 1);
        for i in 0..37 {
            for j in 0..53 {
                assert_eq!(x.as_slice()[i * 53 + j], y.as_slice()[j * 37 + i]);
            }
        }
    }

    #[test]
    #[should_panic(expected = "reshape: shape [2, 3] has 6 elements, shape [4, 2] would have 8")]
    fn a_shape_must_hold_the_elements() {
        let _ = irregular([2, 3]).reshape([4, 2]);
    }
}
