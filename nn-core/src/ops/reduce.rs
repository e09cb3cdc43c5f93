//! Sums, means and extrema, over everything or along an axis.

use crate::device::{self, Kernel, RANK, Unary, padded};
use crate::kernels::permute::{gather_strided, strides};
use crate::kernels::reduce::{self, AxisSizes};
use crate::storage::{Element, Float, SharedStorage};
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
            Extreme::Max => reduce::max_axis(x, axis_sizes, indices),
            Extreme::Min => reduce::min_axis(x, axis_sizes, indices),
        }
    }

    fn kernel(self, axis_sizes: AxisSizes) -> Kernel {
        match self {
            Extreme::Max => Kernel::MaxAxis(axis_sizes),
            Extreme::Min => Kernel::MinAxis(axis_sizes),
        }
    }
}

#[track_caller]
pub(super) fn check_axis<const N: usize, A: Element>(name: &str, axis: usize, x: &Tensor<N, A>) {
    let shape = x.shape();
    fits!(x.place(), axis < N, "{name}: there is no axis {axis} in shape {shape:?}, expected one in 0..{N}");
}

/// The tensor without an axis of size 1.
pub(super) fn without_axis<const N: usize, A: Element>(
    x: Tensor<N, A>,
    axis: usize,
) -> <Tensor<N, A> as Rank>::Smaller
where
    Tensor<N, A>: Rank<Element = A>,
{
    let mut shape = x.shape().to_vec();
    shape.remove(axis);
    x.with_shape(&shape)
}

impl<const N: usize, A: Float> Tensor<N, A> {
    /// The sum of all elements.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// assert_eq!(Tensor::from([1.0, 2.0]).sum().item(), 3.0);
    /// ```
    #[track_caller]
    pub fn sum(self) -> Tensor<0, A> {
        let mut op = Op::named("sum");
        let input = op.input(&self);
        op.run(
            [],
            |keep| (self.sum_values(), keep.nothing()),
            move |(), dy, grads| grads.add(input, dy.spread(input.shape())),
        )
    }

    /// The mean of all elements.
    #[track_caller]
    pub fn mean(self) -> Tensor<0, A> {
        let by_n = Unary::Divide { divisor: self.len() as f64 };
        let mut op = Op::named("mean");
        let input = op.input(&self);
        op.run(
            [],
            |keep| (self.sum_values().map_values(by_n), keep.nothing()),
            move |(), dy, grads| grads.add(input, dy.map_values(by_n).spread(input.shape())),
        )
    }

    /// The largest element. The gradient goes to the first of equal ones.
    ///
    /// # Panics
    ///
    /// If there are no elements.
    #[track_caller]
    pub fn max(self) -> Tensor<0, A> {
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
    pub fn min(self) -> Tensor<0, A> {
        fits!(
            self.place(),
            !self.is_empty(),
            "min: there is no smallest element in shape {:?}, which holds none",
            self.shape()
        );
        let n = self.len();
        self.alias([n]).extremum("min", 0, false, Extreme::Min).0.with_shape(&[])
    }

    /// The sums along an axis, which stays with size 1.
    ///
    /// # Panics
    ///
    /// If there is no such axis.
    #[track_caller]
    pub fn sum_keepdim(self, axis: usize) -> Self {
        check_axis("sum_keepdim", axis, &self);
        self.sum_scaled("sum_keepdim", axis, A::one())
    }

    /// The means along an axis, which stays with size 1.
    ///
    /// # Panics
    ///
    /// If there is no such axis.
    #[track_caller]
    pub fn mean_keepdim(self, axis: usize) -> Self {
        check_axis("mean_keepdim", axis, &self);
        self.mean_along("mean_keepdim", axis)
    }

    #[track_caller]
    fn mean_along(self, name: &'static str, axis: usize) -> Self {
        let scale = A::one() / A::of(self.shape()[axis] as f64);
        self.sum_scaled(name, axis, scale)
    }

    #[track_caller]
    fn sum_scaled(self, name: &'static str, axis: usize, scale: A) -> Self {
        let mut op = Op::named(name);
        let input = op.input(&self);
        let shape = self.shape();
        let mut reduced = shape;
        reduced[axis] = 1;
        op.run(
            reduced,
            |keep| {
                let y = self.sum_along(axis);
                let y = if scale == A::one() {
                    y
                } else {
                    y.map_values(Unary::Scale { scale: scale.to_double() })
                };
                (y, keep.nothing())
            },
            move |(), dy, grads| {
                let stretched = dy.map_values(Unary::Scale { scale: scale.to_double() }).stretch_to(shape);
                grads.add(input, stretched);
            },
        )
    }

    /// The sum of all elements, off the tape.
    fn sum_values(&self) -> Tensor<0, A> {
        match device::run(&[self.storage()], || Some(Kernel::Sum)) {
            Some(mut sum) => Tensor::from_storage([], sum.next()),
            None => Tensor::from(reduce::sum(self.as_slice())),
        }
    }

    /// The sums along an axis, which stays with size 1, off the tape.
    fn sum_along(&self, axis: usize) -> Self {
        let (mut shape, axis_sizes) = (self.shape(), AxisSizes::new(&self.shape(), axis));
        shape[axis] = 1;
        match device::run(&[self.storage()], || Some(Kernel::SumAxis(axis_sizes))) {
            Some(mut sums) => Tensor::from_storage(shape, sums.next()),
            None => Tensor::new(shape, reduce::sum_axis(self.as_slice(), axis_sizes)),
        }
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
                let dx = match device::run(&[dy.storage(), &at], kernel) {
                    Some(mut dx) => dx.next(),
                    None => {
                        SharedStorage::new(reduce::scatter_axis(dy.as_slice(), at.as_slice(), axis_sizes))
                    }
                };
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
        let at = at.map_or_else(|| Tensor::meta(y.shape()), |at| Tensor::from_storage(y.shape(), at));
        let at = at.beside(&y);
        (y, at)
    }

    /// The largest elements along an axis, which stays with size 1, and their indices. The gradient goes to the
    /// first of equal ones.
    ///
    /// # Panics
    ///
    /// If there is no such axis, or it is empty.
    #[track_caller]
    pub fn max_keepdim(self, axis: usize) -> (Self, Tensor<N, usize>) {
        self.extremum_and_indices("max_keepdim", axis, Extreme::Max)
    }

    /// The smallest elements along an axis, which stays with size 1, and their indices.
    ///
    /// # Panics
    ///
    /// If there is no such axis, or it is empty.
    #[track_caller]
    pub fn min_keepdim(self, axis: usize) -> (Self, Tensor<N, usize>) {
        self.extremum_and_indices("min_keepdim", axis, Extreme::Min)
    }
}

impl<const N: usize, A: Float> Tensor<N, A>
where
    Tensor<N, A>: Rank<Element = A>,
    Tensor<N, usize>: Rank<Element = usize>,
{
    /// The sums along an axis, which disappears.
    ///
    /// # Panics
    ///
    /// If there is no such axis.
    #[track_caller]
    pub fn sum_axis(self, axis: usize) -> <Self as Rank>::Smaller {
        check_axis("sum_axis", axis, &self);
        without_axis(self.sum_scaled("sum_axis", axis, A::one()), axis)
    }

    /// The means along an axis, which disappears.
    ///
    /// # Panics
    ///
    /// If there is no such axis.
    #[track_caller]
    pub fn mean_axis(self, axis: usize) -> <Self as Rank>::Smaller {
        check_axis("mean_axis", axis, &self);
        without_axis(self.mean_along("mean_axis", axis), axis)
    }

    /// The largest elements along an axis, which disappears. The gradient goes to the first of equal ones.
    ///
    /// # Panics
    ///
    /// If there is no such axis, or it is empty.
    #[doc(alias = "amax")]
    #[track_caller]
    pub fn max_axis(self, axis: usize) -> <Self as Rank>::Smaller {
        without_axis(self.extremum("max_axis", axis, false, Extreme::Max).0, axis)
    }

    /// The smallest elements along an axis, which disappears. The gradient goes to the first of equal ones.
    ///
    /// # Panics
    ///
    /// If there is no such axis, or it is empty.
    #[doc(alias = "amin")]
    #[track_caller]
    pub fn min_axis(self, axis: usize) -> <Self as Rank>::Smaller {
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
    pub fn argmax(self, axis: usize) -> <Tensor<N, usize> as Rank>::Smaller {
        // Nothing goes back from an index, so nothing need be recorded.
        without_axis(self.detach().extremum_and_indices("argmax", axis, Extreme::Max).1, axis)
    }
}

impl<A: Float> Tensor<0, A> {
    /// The one element everywhere, off the tape.
    pub(crate) fn spread<const N: usize>(self, shape: [usize; N]) -> Tensor<N, A> {
        match self.storage().device() {
            None => Tensor::full(shape, self.item()),
            Some(_) => self.alias([1; N]).stretch_to(shape),
        }
    }
}

impl<const N: usize, A: Element> Tensor<N, A> {
    /// Copies along axes of size 1, off the tape.
    pub(super) fn stretch_to(self, shape: [usize; N]) -> Self {
        let mut steps = strides(self.shape());
        for (step, size) in steps.iter_mut().zip(self.shape()) {
            *step = if size == 1 { 0 } else { *step };
        }
        self.strided(shape, steps)
    }

    /// The elements at the index · `steps`, off the tape: other orders of axes, and copies along axes with a step of 0.
    pub(super) fn strided(&self, shape: [usize; N], steps: [usize; N]) -> Self {
        let kernel = || {
            let mut strides = [0; RANK];
            strides[RANK - N..].copy_from_slice(&steps);
            Some(Kernel::Strided { shape: padded(shape)?, strides })
        };
        match device::run(&[self.storage()], kernel) {
            Some(mut y) => Tensor::from_storage(shape, y.next()),
            None => Tensor::new(shape, gather_strided(self.as_slice(), shape, steps)),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::gradcheck::{gradcheck, irregular};
    use crate::tensor::Tensor;

    #[test]
    fn sums_and_means() {
        let x = irregular([3, 4, 5]);
        gradcheck::<3, 0>(x.clone(), Tensor::sum).unwrap();
        gradcheck::<3, 0>(x.clone(), Tensor::mean).unwrap();
        for axis in 0..3 {
            gradcheck(x.clone(), |x| x.sum_axis(axis)).unwrap();
            gradcheck(x.clone(), |x| x.mean_keepdim(axis)).unwrap();
        }
        assert_eq!(Tensor::<2>::full([40, 1000], 0.5).sum_axis(1).as_slice(), [500.0; 40]);
        assert_eq!(Tensor::<2>::full([300, 2000], 0.5).sum_axis(0).as_slice(), [150.0; 2000]);
    }

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
