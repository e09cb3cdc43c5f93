//! Sums, means and extrema, over everything or along an axis.

use crate::kernels::permute::{gather_strided, strides};
use crate::kernels::reduce::{self, Around};
use crate::storage::{Element, Float, SharedStorage};
use crate::tensor::{Op, Rank, Tensor, fits};

/// Finds the extrema along an axis, and where they are if the last argument says so.
type Find<A> = fn(&[A], Around, bool) -> (Vec<A>, Vec<usize>);

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
    x.under(&shape)
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
        if let Some(y) = op.traced([]) {
            return y;
        }
        let y = Tensor::from(reduce::sum(self.as_slice()));
        op.finish(y, move |dy, grads| grads.add(input, Tensor::full(input.shape(), dy.item())))
    }

    /// The mean of all elements.
    #[track_caller]
    pub fn mean(self) -> Tensor<0, A> {
        let n = A::of(self.len() as f64);
        let mut op = Op::named("mean");
        let input = op.input(&self);
        if let Some(y) = op.traced([]) {
            return y;
        }
        let y = Tensor::from(reduce::sum(self.as_slice()) / n);
        op.finish(y, move |dy, grads| grads.add(input, Tensor::full(input.shape(), dy.item() / n)))
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
        self.alias([n]).extremum("max", 0, false, reduce::max_axis).0.under(&[])
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
        self.alias([n]).extremum("min", 0, false, reduce::min_axis).0.under(&[])
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
        if let Some(y) = op.traced(reduced) {
            return y;
        }
        let y = Tensor::new(reduced, reduce::sum_axis(self.as_slice(), Around::new(&shape, axis)));
        let y = if scale == A::one() { y } else { y.map_values(|y| y * scale) };
        op.finish(y, move |dy, grads| {
            let stretched = dy.map_values(|dy| dy * scale).stretch_to(shape);
            grads.add(input, stretched);
        })
    }

    /// Copies along axes of size 1, off the tape.
    pub(super) fn stretch_to(self, shape: [usize; N]) -> Self {
        let mut steps = strides(self.shape());
        for (step, size) in steps.iter_mut().zip(self.shape()) {
            *step = if size == 1 { 0 } else { *step };
        }
        let y = gather_strided(self.as_slice(), shape, steps);
        Tensor::new(shape, y)
    }

    /// The extrema along an axis, which stays with size 1, and where they are if `indices` says so.
    #[track_caller]
    fn extremum(
        self,
        name: &'static str,
        axis: usize,
        indices: bool,
        find: Find<A>,
    ) -> (Self, SharedStorage<usize>) {
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
        if !indices && let Some(y) = op.traced(reduced) {
            return (y, SharedStorage::new(Vec::new()));
        }
        let around = Around::new(&shape, axis);
        let (best, at) = find(self.as_slice(), around, indices || op.wanted());
        let at = SharedStorage::new(at);
        let y = op.finish_with(Tensor::new(reduced, best), || {
            let at = at.clone();
            move |dy: Tensor<N, A>, grads| {
                let dx = reduce::scatter_axis(dy.as_slice(), at.as_slice(), around);
                grads.add(input, Tensor::new(shape, dx));
            }
        });
        (y, at)
    }

    /// The extrema along an axis and their indices, which stand where the tensor stands: a layer that looks them up is in
    /// training if what they were found in is.
    #[track_caller]
    fn extremum_and_indices(
        self,
        name: &'static str,
        axis: usize,
        find: Find<A>,
    ) -> (Self, Tensor<N, usize>) {
        let (y, at) = self.extremum(name, axis, true, find);
        let at = Tensor::from_storage(y.shape(), at).beside(&y);
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
        self.extremum_and_indices("max_keepdim", axis, reduce::max_axis)
    }

    /// The smallest elements along an axis, which stays with size 1, and their indices.
    ///
    /// # Panics
    ///
    /// If there is no such axis, or it is empty.
    #[track_caller]
    pub fn min_keepdim(self, axis: usize) -> (Self, Tensor<N, usize>) {
        self.extremum_and_indices("min_keepdim", axis, reduce::min_axis)
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
        without_axis(self.extremum("max_axis", axis, false, reduce::max_axis).0, axis)
    }

    /// The smallest elements along an axis, which disappears. The gradient goes to the first of equal ones.
    ///
    /// # Panics
    ///
    /// If there is no such axis, or it is empty.
    #[doc(alias = "amin")]
    #[track_caller]
    pub fn min_axis(self, axis: usize) -> <Self as Rank>::Smaller {
        without_axis(self.extremum("min_axis", axis, false, reduce::min_axis).0, axis)
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
        without_axis(self.detach().extremum_and_indices("argmax", axis, reduce::max_axis).1, axis)
    }
}

#[doc(hidden)]
impl<A: Element> FromIterator<A> for Tensor<1, A> {
    fn from_iter<I: IntoIterator<Item = A>>(elements: I) -> Self {
        let elements: Vec<A> = elements.into_iter().collect();
        Tensor::from_storage([elements.len()], SharedStorage::new(elements))
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
