//! The largest and the smallest elements, of everything or along an axis.

use super::AxisIndex;
use super::reduce::{check_axis, without_axis};
use crate::device::{self, Kernel};
use crate::kernels::extremum as kernel;
use crate::kernels::reduce::AxisSizes;
use crate::operation::Operation;
use crate::storage::{Float, SharedStorage};
use crate::tensor::{Op, Rank, Tensor, fits};

/// Which extrema.
#[derive(Clone, Copy)]
enum Extreme {
    Max,
    Min,
}

impl Extreme {
    /// The extrema along an axis, and where they are if `indices` says so.
    fn find<A: Float>(self, x: &[A], axis_sizes: AxisSizes, indices: bool) -> (Vec<A>, Vec<usize>) {
        match self {
            Extreme::Max => kernel::max_axis(x, axis_sizes, indices),
            Extreme::Min => kernel::min_axis(x, axis_sizes, indices),
        }
    }

    fn kernel(self, axis_sizes: AxisSizes) -> Kernel {
        match self {
            Extreme::Max => Kernel::MaxAxis(axis_sizes),
            Extreme::Min => Kernel::MinAxis(axis_sizes),
        }
    }
}

impl<const N: usize, A: Float> Tensor<N, A> {
    /// The largest element. The gradient goes to the first of equal ones.
    ///
    /// # Panics
    ///
    /// If there are no elements.
    #[track_caller]
    pub fn max(self /* along an axis: `max_axis(1)` */) -> Tensor<0, A> {
        fits!(
            self.place(),
            !self.is_empty(),
            "max: there is no largest element in shape {:?}, which holds none",
            self.shape()
        );
        let n = self.len();
        self.alias([n]).extremum("max", 0, false, Extreme::Max).0.with_shape(&[])
    }

    /// The smallest element. The gradient goes to the first of equal ones.
    ///
    /// # Panics
    ///
    /// If there are no elements.
    #[track_caller]
    pub fn min(self /* along an axis: `min_axis(1)` */) -> Tensor<0, A> {
        fits!(
            self.place(),
            !self.is_empty(),
            "min: there is no smallest element in shape {:?}, which holds none",
            self.shape()
        );
        let n = self.len();
        self.alias([n]).extremum("min", 0, false, Extreme::Min).0.with_shape(&[])
    }

    /// The extrema along an axis, which stays with size 1, and where they are if `indices` says so and there are values.
    #[track_caller]
    fn extremum(
        self,
        name: &'static str,
        axis: usize,
        indices: bool,
        extreme: Extreme,
    ) -> (Self, Option<SharedStorage<usize>>) {
        let shape = self.shape();
        check_axis(name, axis, &self);
        fits!(
            self.place(),
            shape[axis] > 0,
            "{name}: axis {axis} of shape {shape:?} holds no elements to compare"
        );
        let mut op = Op::named(name);
        let input = op.input(&self);
        let mut reduced = shape;
        reduced[axis] = 1;
        op.means(|| Operation::Extremum { axis, max: matches!(extreme, Extreme::Max) });
        let axis_sizes = AxisSizes::new(&shape, axis);
        let mut at = None;
        let y = op.run(
            reduced,
            |keep| {
                let wanted = indices || keep.wanted();
                let (best, found) = match device::run(&[self.storage()], || Some(extreme.kernel(axis_sizes)))
                {
                    Some(mut outputs) => (outputs.next(), outputs.next()),
                    None => {
                        let (best, found) = extreme.find(self.as_slice(), axis_sizes, wanted);
                        (SharedStorage::new(best), SharedStorage::new(found))
                    }
                };
                let found = at.insert(found);
                (Tensor::from_storage(reduced, best), keep.value(|| found.clone()))
            },
            move |at, dy, grads| {
                let kernel = || Some(Kernel::ScatterAxis(axis_sizes));
                let dx = device::compute(&[dy.storage(), &at], kernel, || {
                    kernel::scatter_axis(dy.as_slice(), at.as_slice(), axis_sizes)
                });
                grads.add(input, Tensor::from_storage(shape, dx));
            },
        );
        (y, at)
    }

    /// The extrema along an axis and their indices, which stand where the tensor stands: a layer that looks them up is in
    /// training if what they were found in is.
    #[track_caller]
    fn extremum_and_indices(
        self,
        name: &'static str,
        axis: usize,
        extreme: Extreme,
    ) -> (Self, Tensor<N, usize>) {
        let (y, at) = self.extremum(name, axis, true, extreme);
        // No closure, which would be the caller of `beside`.
        let at = match at {
            None => Tensor::second_of(&y),
            Some(at) => Tensor::from_storage(y.shape(), at).beside(&y),
        };
        (y, at)
    }

    /// The largest elements along an axis, which stays with size 1, and their indices. The gradient goes to the
    /// first of equal ones.
    ///
    /// # Panics
    ///
    /// If there is no such axis, or it is empty.
    #[track_caller]
    pub fn max_keepdim(self, axis: impl AxisIndex) -> (Self, Tensor<N, usize>) {
        let axis = check_axis("max_keepdim", axis, &self);
        self.extremum_and_indices("max_keepdim", axis, Extreme::Max)
    }

    /// The smallest elements along an axis, which stays with size 1, and their indices.
    ///
    /// # Panics
    ///
    /// If there is no such axis, or it is empty.
    #[track_caller]
    pub fn min_keepdim(self, axis: impl AxisIndex) -> (Self, Tensor<N, usize>) {
        let axis = check_axis("min_keepdim", axis, &self);
        self.extremum_and_indices("min_keepdim", axis, Extreme::Min)
    }
}

impl<const N: usize, A: Float> Tensor<N, A>
where
    Tensor<N, A>: Rank<Element = A>,
    Tensor<N, usize>: Rank<Element = usize>,
{
    /// The largest elements along an axis, which disappears. The gradient goes to the first of equal ones.
    ///
    /// # Panics
    ///
    /// If there is no such axis, or it is empty.
    #[doc(alias = "amax")]
    #[track_caller]
    pub fn max_axis(self, axis: impl AxisIndex) -> <Self as Rank>::Smaller {
        let axis = check_axis("max_axis", axis, &self);
        without_axis(self.extremum("max_axis", axis, false, Extreme::Max).0, axis)
    }

    /// The smallest elements along an axis, which disappears. The gradient goes to the first of equal ones.
    ///
    /// # Panics
    ///
    /// If there is no such axis, or it is empty.
    #[doc(alias = "amin")]
    #[track_caller]
    pub fn min_axis(self, axis: impl AxisIndex) -> <Self as Rank>::Smaller {
        let axis = check_axis("min_axis", axis, &self);
        without_axis(self.extremum("min_axis", axis, false, Extreme::Min).0, axis)
    }

    /// The index of the first largest element along an axis, which disappears.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let logits = Tensor::from(ndarray::array![[0.1, 0.9], [0.8, 0.2]]);
    /// assert_eq!(logits.argmax(1).as_slice(), [1, 0]);
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no such axis, or it is empty.
    #[track_caller]
    pub fn argmax(&self, axis: impl AxisIndex) -> <Tensor<N, usize> as Rank>::Smaller {
        let axis = check_axis("argmax", axis, self);
        // Nothing goes back from an index, so nothing need be recorded.
        without_axis(self.detach().extremum_and_indices("argmax", axis, Extreme::Max).1, axis)
    }

    /// The index of the first smallest element along an axis, which disappears.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// assert_eq!(Tensor::from([3.0, 1.0, 2.0]).argmin(0).item(), 1);
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no such axis, or it is empty.
    #[track_caller]
    pub fn argmin(&self, axis: impl AxisIndex) -> <Tensor<N, usize> as Rank>::Smaller {
        let axis = check_axis("argmin", axis, self);
        without_axis(self.detach().extremum_and_indices("argmin", axis, Extreme::Min).1, axis)
    }
}

#[cfg(test)]
mod tests {
    use crate::gradcheck::{gradcheck, irregular};
    use crate::tensor::Tensor;

    #[test]
    fn extrema() {
        let x = irregular([3, 4, 5]);
        gradcheck::<3, 0>(x.clone(), Tensor::max).unwrap();
        gradcheck::<3, 0>(x.clone(), Tensor::min).unwrap();
        for axis in 0..3 {
            gradcheck(x.clone(), |x| x.max_axis(axis)).unwrap();
            gradcheck(x.clone(), |x| x.min_axis(axis)).unwrap();
        }
        let y = Tensor::from(ndarray::array![[1.0, f32::NAN, 3.0], [7.0, 7.0, 2.0]]);
        let (best, at) = y.max_keepdim(1);
        assert!(best.as_slice()[0].is_nan() && best.as_slice()[1] == 7.0);
        assert_eq!(at.as_slice(), [1, 0]);
        let pairs = Tensor::from(ndarray::array![[1.0, f32::NAN], [7.0, 2.0], [f32::NAN, 0.0]]).max_axis(1);
        assert!(pairs.as_slice()[0].is_nan() && pairs.as_slice()[1] == 7.0 && pairs.as_slice()[2].is_nan());
        assert!(Tensor::<3>::zeros([2, 3, 0]).max_axis(1).is_empty());
    }
}
