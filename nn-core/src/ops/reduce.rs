//! Sums and means, over everything or along an axis.

use super::AxisIndex;
use crate::device::{self, Kernel, Unary};
use crate::kernels::reduce::{self, AxisSizes};
use crate::operation::{Operation, Reduction};
use crate::storage::{Element, Float};
use crate::tensor::{Op, Rank, Tensor, fits};

/// The axis from the first on, of one that may count from the last.
#[track_caller]
pub(super) fn check_axis<const N: usize, A: Element>(
    name: &str,
    axis: impl AxisIndex,
    x: &Tensor<N, A>,
) -> usize {
    let (shape, within) = (x.shape(), axis.within(N).unwrap_or(N));
    fits!(
        x.place(),
        within < N,
        "{name}: there is no axis {axis:?} in shape {shape:?}, expected one in 0..{N}"
    );
    within
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
    pub fn sum(self /* along an axis: `sum_axis(1)` */) -> Tensor<0, A> {
        let mut op = Op::named("sum");
        let input = op.input(&self);
        op.means(|| Operation::Reduce { reduction: Reduction::Sum, axis: None });
        op.run(
            [],
            |keep| (self.sum_values(), keep.nothing()),
            move |(), dy, grads| grads.add(input, dy.spread(input.shape())),
        )
    }

    /// The mean of all elements.
    #[track_caller]
    pub fn mean(self /* along an axis: `mean_axis(1)` */) -> Tensor<0, A> {
        let by_n = Unary::Divide { divisor: self.len() as f64 };
        let mut op = Op::named("mean");
        let input = op.input(&self);
        op.means(|| Operation::Reduce { reduction: Reduction::Mean, axis: None });
        op.run(
            [],
            |keep| (self.sum_values().map_values(by_n), keep.nothing()),
            move |(), dy, grads| grads.add(input, dy.map_values(by_n).spread(input.shape())),
        )
    }

    /// The sums along an axis, which stays with size 1.
    ///
    /// # Panics
    ///
    /// If there is no such axis.
    #[track_caller]
    pub fn sum_keepdim(self, axis: impl AxisIndex) -> Self {
        let axis = check_axis("sum_keepdim", axis, &self);
        self.sum_scaled("sum_keepdim", axis, A::one(), Reduction::Sum)
    }

    /// The means along an axis, which stays with size 1.
    ///
    /// # Panics
    ///
    /// If there is no such axis.
    #[track_caller]
    pub fn mean_keepdim(self, axis: impl AxisIndex) -> Self {
        let axis = check_axis("mean_keepdim", axis, &self);
        self.mean_along("mean_keepdim", axis)
    }

    #[track_caller]
    fn mean_along(self, name: &'static str, axis: usize) -> Self {
        let scale = A::one() / A::of(self.shape()[axis] as f64);
        self.sum_scaled(name, axis, scale, Reduction::Mean)
    }

    #[track_caller]
    pub(super) fn sum_scaled(self, name: &'static str, axis: usize, scale: A, reduction: Reduction) -> Self {
        let mut op = Op::named(name);
        let input = op.input(&self);
        op.means(|| Operation::Reduce { reduction, axis: Some(axis) });
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
                let stretched = dy.map_values(Unary::Scale { scale: scale.to_double() }).repeat_to(shape);
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
        Tensor::from_storage(
            shape,
            device::compute(
                &[self.storage()],
                || Some(Kernel::SumAxis(axis_sizes)),
                || reduce::sum_axis(self.as_slice(), axis_sizes),
            ),
        )
    }
}

impl<const N: usize, A: Float> Tensor<N, A>
where
    Tensor<N, A>: Rank<Element = A>,
{
    /// The sums along an axis, which disappears.
    ///
    /// # Panics
    ///
    /// If there is no such axis.
    #[track_caller]
    pub fn sum_axis(self, axis: impl AxisIndex) -> <Self as Rank>::Smaller {
        let axis = check_axis("sum_axis", axis, &self);
        without_axis(self.sum_scaled("sum_axis", axis, A::one(), Reduction::Sum), axis)
    }

    /// The means along an axis, which disappears.
    ///
    /// # Panics
    ///
    /// If there is no such axis.
    #[track_caller]
    pub fn mean_axis(self, axis: impl AxisIndex) -> <Self as Rank>::Smaller {
        let axis = check_axis("mean_axis", axis, &self);
        without_axis(self.mean_along("mean_axis", axis), axis)
    }
}

#[cfg(test)]
mod tests {
    use crate::gradcheck::{gradcheck, irregular};
    use crate::{Tape, Tensor};

    /// What goes back from a sum of many elements is not written out. Each row of its gradient is the one that the row has
    /// by itself.
    #[test]
    fn the_gradient_of_many_elements_is_that_of_few() {
        let (row, column) = (irregular([512]) + 2.0, irregular([64, 1]) + 2.0);
        let (x, other) = (irregular([64, 512]), irregular([64, 512]).cos());
        type Function<'a> = &'a dyn Fn(Tensor<2, f64>, &Tensor<2, f64>, &Tensor<2, f64>) -> Tensor<0, f64>;
        let functions: [Function<'_>; 10] = [
            &|x, _, _| x.sum(),
            &|x, _, _| x.exp().sum(),
            &|x, column, _| (x * column).sum(),
            &|x, column, _| (x / column * &row).sum(),
            &|x, _, other| ((x * 2.0 + other).relu() * &row - other).sum(),
            &|x, _, other| (other / (x + 4.0)).sum(),
            &|x, _, other| (other - x.clone() * x).sum_axis(1).sum(),
            &|x, column, other| (x.tanh().sum_keepdim(1) * column * other.clone()).sum(),
            &|x, _, _| x.clone().mean_axis(1).exp().sum() + x.sum(),
            &|x, _, _| -(x.sin().sum_axis(1) * 3.0).sum(),
        ];
        for (i, f) in functions.into_iter().enumerate() {
            let gradient = |x: Tensor<2, f64>, column: Tensor<2, f64>, other: Tensor<2, f64>| {
                let x = Tape::new(0).input(&x).requires_grad();
                f(x.clone(), &column, &other).backward().wrt(&x).unwrap()
            };
            let whole = gradient(x.clone(), column.clone(), other.clone());
            for at in [0, 13, 63] {
                let part = |x: &Tensor<2, f64>| x.clone().slice(0, at..at + 1);
                let alone = gradient(part(&x), part(&column), part(&other));
                for (got, want) in whole.clone().slice(0, at..at + 1).as_slice().iter().zip(alone.as_slice())
                {
                    assert!(
                        (got - want).abs() <= 1e-12 * want.abs(),
                        "function {i}: {got} instead of {want}"
                    );
                }
            }
        }
    }

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
}
