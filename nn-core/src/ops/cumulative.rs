//! Products, and sums and products of all elements so far.

use super::AxisIndex;
use super::reduce::{check_axis, without_axis};
use crate::kernels::reduce::AxisSizes;
use crate::kernels::scan as kernel;
use crate::operation::{Operation, Reduction};
use crate::storage::Float;
use crate::tensor::{Op, Rank, Tensor};

impl<const N: usize, A: Float> Tensor<N, A> {
    /// The product of all elements, as
    /// [`torch.prod`](https://docs.pytorch.org/docs/2.8/generated/torch.prod.html).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// assert_eq!(Tensor::from([2.0, 3.0, 4.0]).prod().item(), 24.0);
    /// ```
    #[track_caller]
    pub fn prod(self /* along an axis: `prod_axis(1)` */) -> Tensor<0, A> {
        let n = self.len();
        self.alias([n]).product_along("prod", 0).with_shape(&[])
    }

    /// The products along an axis, which stays with size 1.
    ///
    /// # Panics
    ///
    /// If there is no such axis.
    #[track_caller]
    pub fn prod_keepdim(self, axis: impl AxisIndex) -> Self {
        let axis = check_axis("prod_keepdim", axis, &self);
        self.product_along("prod_keepdim", axis)
    }

    #[track_caller]
    fn product_along(self, name: &'static str, axis: usize) -> Self {
        check_axis(name, axis, &self);
        let (shape, axis_sizes) = (self.shape(), AxisSizes::new(&self.shape(), axis));
        let mut reduced = shape;
        reduced[axis] = 1;
        let mut op = Op::named(name);
        let input = op.input(&self);
        op.means(|| Operation::Reduce { reduction: Reduction::Product, axis: Some(axis) });
        op.run(
            reduced,
            |keep| {
                let y = kernel::product(self.as_slice(), axis_sizes);
                (Tensor::new(reduced, y), keep.value(|| self.off_tape()))
            },
            move |x, dy, grads| {
                let dx = kernel::product_backward(x.as_slice(), dy.as_slice(), axis_sizes);
                grads.add(input, Tensor::new(shape, dx));
            },
        )
    }

    /// The sums of all elements along an axis up to each, `yᵢ = x₀ + … + xᵢ`, as
    /// [`torch.cumsum`](https://docs.pytorch.org/docs/2.8/generated/torch.cumsum.html).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// assert_eq!(Tensor::from([1.0, 2.0, 3.0]).cumsum(0).as_slice(), [1.0, 3.0, 6.0]);
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no such axis.
    #[track_caller]
    pub fn cumsum(self, axis: impl AxisIndex) -> Self {
        let axis = check_axis("cumsum", axis, &self);
        let (shape, axis_sizes) = (self.shape(), AxisSizes::new(&self.shape(), axis));
        let mut op = Op::named("cumsum");
        let input = op.input(&self);
        op.means(|| Operation::CumSum { axis });
        op.run(
            shape,
            |keep| (self.changed(|y| kernel::sums(y, axis_sizes)), keep.nothing()),
            move |(), dy, grads| {
                grads.add(input, dy.changed(|dy| kernel::sums_backward(dy, axis_sizes)));
            },
        )
    }

    /// The products of all elements along an axis up to each, `yᵢ = x₀ · … · xᵢ`, as
    /// [`torch.cumprod`](https://docs.pytorch.org/docs/2.8/generated/torch.cumprod.html).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// assert_eq!(Tensor::from([1.0, 2.0, 3.0]).cumprod(0).as_slice(), [1.0, 2.0, 6.0]);
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no such axis.
    #[track_caller]
    pub fn cumprod(self, axis: impl AxisIndex) -> Self {
        let axis = check_axis("cumprod", axis, &self);
        let (shape, axis_sizes) = (self.shape(), AxisSizes::new(&self.shape(), axis));
        let mut op = Op::named("cumprod");
        let input = op.input(&self);
        op.run(
            shape,
            |keep| {
                let x = keep.value(|| self.off_tape());
                (self.changed(|y| kernel::products(y, axis_sizes)), x)
            },
            move |x, dy, grads| {
                let dx = kernel::products_backward(x.as_slice(), dy.as_slice(), axis_sizes);
                grads.add(input, Tensor::new(shape, dx));
            },
        )
    }

    /// The tensor with its elements changed on the host, off the tape.
    fn changed(self, change: impl FnOnce(&mut [A])) -> Self {
        let (shape, mut storage) = (self.shape(), self.into_storage());
        change(storage.make_mut());
        Tensor::from_storage(shape, storage)
    }
}

impl<const N: usize, A: Float> Tensor<N, A>
where
    Tensor<N, A>: Rank<Element = A>,
{
    /// The products along an axis, which disappears: `x.prod(dim=1)` is `x.prod_axis(1)`.
    ///
    /// # Panics
    ///
    /// If there is no such axis.
    #[track_caller]
    pub fn prod_axis(self, axis: impl AxisIndex) -> <Self as Rank>::Smaller {
        let axis = check_axis("prod_axis", axis, &self);
        without_axis(self.product_along("prod_axis", axis), axis)
    }
}

#[cfg(test)]
mod tests {
    use crate::gradcheck::{gradcheck, irregular};
    use crate::tensor::Tensor;

    #[test]
    fn products_and_running_sums() {
        let mut x = irregular([3, 4, 2]);
        // Zeros, of which one line has two.
        for place in [0, 4, 11] {
            x.as_mut_slice()[place] = 0.0;
        }
        gradcheck::<2, 0>(irregular([2, 3]), Tensor::prod).unwrap();
        for axis in 0..3 {
            gradcheck(x.clone(), |x| x.prod_axis(axis)).unwrap();
            gradcheck(x.clone(), |x| x.prod_keepdim(axis)).unwrap();
            gradcheck(x.clone(), |x| x.cumsum(axis)).unwrap();
            gradcheck(x.clone(), |x| x.cumprod(axis)).unwrap();
        }
        let x = Tensor::from([[1.0_f32, 2.0], [3.0, 4.0]]);
        assert_eq!(x.clone().cumsum(0).as_slice(), [1.0, 2.0, 4.0, 6.0]);
        assert_eq!(x.clone().cumprod(1).as_slice(), [1.0, 2.0, 3.0, 12.0]);
        assert_eq!(x.prod_axis(0).as_slice(), [3.0, 8.0]);
    }
}
