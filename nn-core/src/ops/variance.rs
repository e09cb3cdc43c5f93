//! Variances and standard deviations.

use super::AxisIndex;
use super::norm::root;
use super::reduce::{check_axis, without_axis};
use crate::device::Unary;
use crate::kernels::reduce::AxisSizes;
use crate::kernels::variance as kernel;
use crate::operation::{Operation, Reduction};
use crate::storage::Float;
use crate::tensor::{Op, Rank, Tensor};

impl<const N: usize, A: Float> Tensor<N, A> {
    /// The variance of all elements with Bessel's correction, `Σ (x − mean)² / (n − 1)`, as
    /// [`torch.var`](https://docs.pytorch.org/docs/2.8/generated/torch.var.html). Of a single element it is NaN.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// assert_eq!(Tensor::from([1.0, 2.0, 3.0]).var().item(), 1.0);
    /// ```
    #[track_caller]
    pub fn var(self /* along an axis: `var_axis(1)` */) -> Tensor<0, A> {
        let n = self.len();
        self.alias([n]).variance("var", 0).with_shape(&[])
    }

    /// The standard deviation of all elements: the root of [`var`](Self::var). Where all elements are equal its derivative
    /// is 0, as in [`torch.std`](https://docs.pytorch.org/docs/2.8/generated/torch.std.html).
    #[track_caller]
    pub fn std(self /* along an axis: `std_axis(1)` */) -> Tensor<0, A> {
        root("std", self.var())
    }

    /// The variances along an axis, which stays with size 1, with Bessel's correction.
    ///
    /// # Panics
    ///
    /// If there is no such axis.
    #[track_caller]
    pub fn var_keepdim(self, axis: impl AxisIndex) -> Self {
        let axis = check_axis("var_keepdim", axis, &self);
        self.variance("var_keepdim", axis)
    }

    /// The standard deviations along an axis, which stays with size 1, with Bessel's correction.
    ///
    /// # Panics
    ///
    /// If there is no such axis.
    #[track_caller]
    pub fn std_keepdim(self, axis: impl AxisIndex) -> Self {
        let axis = check_axis("std_keepdim", axis, &self);
        root("std_keepdim", self.variance("var_keepdim", axis))
    }

    #[track_caller]
    fn variance(self, name: &'static str, axis: usize) -> Self {
        let mut op = Op::named(name);
        let input = op.input(&self);
        op.means(|| Operation::Reduce { reduction: Reduction::Variance, axis: Some(axis) });
        let mut reduced = self.shape();
        reduced[axis] = 1;
        let scale = A::of(1.0 / self.shape()[axis].saturating_sub(1) as f64);
        op.run(
            reduced,
            |keep| {
                let (mean, y) = self.off_tape().mean_and_variance(axis, scale);
                (y, keep.value(|| (self.off_tape(), mean)))
            },
            move |(x, mean), dy, grads| {
                let dy = dy.map_values(Unary::Scale { scale: 2.0 * scale.to_double() });
                grads.add(input, x.centred_times(axis, mean, dy));
            },
        )
    }

    /// The means along an axis, which stays with size 1, and the sums of the squares of what is left of them, times `scale`.
    fn mean_and_variance(self, axis: usize, scale: A) -> (Self, Self) {
        if self.storage().device().is_some() {
            let mean = self.clone().mean_keepdim(axis);
            let squares = (self - &mean).map_values(Unary::Powi { exponent: 2 });
            return (mean, squares.sum_scaled("variance", axis, scale, Reduction::Variance));
        }
        let (mut shape, sizes) = (self.shape(), AxisSizes::new(&self.shape(), axis));
        shape[axis] = 1;
        let (means, variances) = kernel::variances(self.as_slice(), sizes, scale);
        (Tensor::new(shape, means), Tensor::new(shape, variances))
    }

    /// `(x − mean) · dy`, with a mean and a `dy` for each line along the axis.
    fn centred_times(self, axis: usize, mean: Self, dy: Self) -> Self {
        if self.storage().device().is_some() {
            return (self - mean) * dy;
        }
        let (shape, sizes) = (self.shape(), AxisSizes::new(&self.shape(), axis));
        Tensor::new(shape, kernel::backward(self.as_slice(), mean.as_slice(), dy.as_slice(), sizes))
    }
}

impl<const N: usize, A: Float> Tensor<N, A>
where
    Tensor<N, A>: Rank<Element = A>,
{
    /// The variances along an axis, which disappears, with Bessel's correction: `x.var(dim=1)` is `x.var_axis(1)`.
    ///
    /// # Panics
    ///
    /// If there is no such axis.
    #[track_caller]
    pub fn var_axis(self, axis: impl AxisIndex) -> <Self as Rank>::Smaller {
        let axis = check_axis("var_axis", axis, &self);
        without_axis(self.variance("var_axis", axis), axis)
    }

    /// The standard deviations along an axis, which disappears, with Bessel's correction.
    ///
    /// # Panics
    ///
    /// If there is no such axis.
    #[track_caller]
    pub fn std_axis(self, axis: impl AxisIndex) -> <Self as Rank>::Smaller {
        let axis = check_axis("std_axis", axis, &self);
        without_axis(root("std_axis", self.variance("var_axis", axis)), axis)
    }
}

#[cfg(test)]
mod tests {
    use crate::gradcheck::{gradcheck, irregular};
    use crate::tensor::Tensor;

    #[test]
    fn variances_and_deviations() {
        let x = irregular([3, 4]);
        gradcheck::<2, 0>(x.clone(), Tensor::var).unwrap();
        gradcheck::<2, 0>(x.clone(), Tensor::std).unwrap();
        for axis in 0..2 {
            gradcheck(x.clone(), |x| x.var_axis(axis)).unwrap();
            gradcheck(x.clone(), |x| x.std_axis(axis)).unwrap();
            gradcheck(x.clone(), |x| x.var_keepdim(axis)).unwrap();
            gradcheck(x.clone(), |x| x.std_keepdim(axis)).unwrap();
        }
        assert_eq!(Tensor::from([[1.0_f32, 3.0], [2.0, 2.0]]).var_axis(1).as_slice(), [2.0, 0.0]);
    }

    #[test]
    fn of_too_few_elements_there_is_none() {
        assert!(Tensor::<1>::from([1.0]).var().item().is_nan());
        assert!(Tensor::<1>::zeros([0]).std().item().is_nan());
        assert!(Tensor::<2>::zeros([2, 1]).var_axis(1).as_slice().iter().all(|x| x.is_nan()));
    }

    #[test]
    fn where_all_are_equal_the_derivative_is_zero() {
        let x = crate::Tape::new(0).input([2.0_f32, 2.0]).requires_grad();
        assert_eq!(x.clone().std().backward().wrt(&x).unwrap().as_slice(), [0.0, 0.0]);
    }
}
