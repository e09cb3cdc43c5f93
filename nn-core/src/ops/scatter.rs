//! Elements put where indices say.

use super::reduce::check_axis;
use super::{AxisIndex, Stretched};
use crate::device::{self, Kernel};
use crate::kernels::index as kernel;
use crate::kernels::reduce::AxisSizes;
use crate::operation::Operation;
use crate::storage::{Element, Number};
use crate::tensor::{Op, Rank, Tensor, either, fits, misfit};

impl<const N: usize, A: Element> Tensor<N, A> {
    /// The tensor with elements of `source`, or a number, in the places that `index` says: `y[i, index[i, j]] = source[i, j]`
    /// for `axis` 1 and likewise for the others, as
    /// [`torch.scatter`](https://docs.pytorch.org/docs/2.8/generated/torch.scatter.html). The other axes of `index` have the
    /// tensor's sizes. Of several elements for one place the last remains.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let y = Tensor::<1>::zeros([4]).scatter(0, &Tensor::from([3, 1]), 1.0);
    /// assert_eq!(y.as_slice(), [0.0, 1.0, 0.0, 1.0]);
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no such axis, the shapes do not fit, or an index goes beyond the axis.
    #[track_caller]
    pub fn scatter(
        self,
        axis: impl AxisIndex,
        index: &Tensor<N, usize>,
        source: impl Stretched<N, A>,
    ) -> Self {
        let axis = check_axis("scatter", axis, &self);
        let source = source.stretched_over(&self);
        let source = self.scattered("scatter", axis, index, source);
        let mut op = Op::named("scatter");
        let (whole, part) = (op.input(&self), op.input(&source));
        op.input(index);
        op.means(|| Operation::Scatter { axis, add: false });
        let (shape, axis_sizes) = (self.shape(), AxisSizes::new(&self.shape(), axis));
        op.run(
            shape,
            |keep| {
                let mut y = self.into_vec();
                kernel::scatter(&mut y, source.as_slice(), axis_sizes, index.as_slice());
                (Tensor::new(shape, y), keep.value(|| index.off_tape()))
            },
            move |index, dy, grads| {
                grads.add_with(part, || {
                    let last = kernel::last_scattered(dy.as_slice(), axis_sizes, index.as_slice());
                    Tensor::new(part.shape(), last)
                });
                grads.add_with(whole, || {
                    let mut dx = dy.into_vec();
                    let zeros = vec![A::default(); index.len()];
                    kernel::scatter(&mut dx, &zeros, axis_sizes, index.as_slice());
                    Tensor::new(shape, dx)
                });
            },
        )
    }

    /// The tensor with elements of `source`, or a number, added in the places that `index` says: the sums of what belongs
    /// together. The shapes are those of [`scatter`](Self::scatter), as in
    /// [`torch.scatter_add`](https://docs.pytorch.org/docs/2.8/generated/torch.Tensor.scatter_add.html).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let y = Tensor::<1>::zeros([3]).scatter_add(0, &Tensor::from([2, 0, 2]), Tensor::from([1.0, 2.0, 3.0]));
    /// assert_eq!(y.as_slice(), [2.0, 0.0, 4.0]);
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no such axis, the shapes do not fit, or an index goes beyond the axis.
    #[doc(alias = "index_add")]
    #[track_caller]
    pub fn scatter_add(
        self,
        axis: impl AxisIndex,
        index: &Tensor<N, usize>,
        source: impl Stretched<N, A>,
    ) -> Self {
        let axis = check_axis("scatter_add", axis, &self);
        let source = source.stretched_over(&self);
        let source = self.scattered("scatter_add", axis, index, source);
        let mut op = Op::named("scatter_add");
        let (whole, part) = (op.input(&self), op.input(&source));
        op.input(index);
        op.means(|| Operation::Scatter { axis, add: true });
        let (shape, axis_sizes) = (self.shape(), AxisSizes::new(&self.shape(), axis));
        op.run(
            shape,
            |keep| {
                let mut y = self.into_vec();
                kernel::add_gathered(&mut y, source.as_slice(), axis_sizes, index.as_slice());
                (Tensor::new(shape, y), keep.value(|| index.off_tape()))
            },
            move |index, dy, grads| {
                grads.add_with(part, || {
                    let kernel = || Some(Kernel::Gather(axis_sizes));
                    let gathered = device::compute(&[dy.storage(), index.storage()], kernel, || {
                        kernel::gather(dy.as_slice(), axis_sizes, index.as_slice())
                    });
                    Tensor::from_storage(part.shape(), gathered)
                });
                grads.add(whole, dy);
            },
        )
    }

    /// The elements to put, of the shape of the index, once that and the indices are found to fit.
    #[track_caller]
    fn scattered(&self, name: &str, axis: usize, index: &Tensor<N, usize>, source: Self) -> Self {
        check_axis(name, axis, self);
        let (shape, got) = (self.shape(), index.shape());
        let mut want = shape;
        want[axis] = got[axis];
        fits!(
            either(self.place(), index.place()),
            got == want,
            "{name}: shape {shape:?} needs an index that differs in axis {axis} alone, got {got:?}"
        );
        kernel::check_indices(name, index.storage().values(), shape[axis]);
        let sizes = source.shape();
        if (0..N).any(|axis| sizes[axis] != got[axis] && sizes[axis] != 1) {
            misfit(
                either(self.place(), source.place()),
                format_args!("{name}: an index of shape {got:?} needs a source of that shape, got {sizes:?}"),
            )
        }
        source.stretched_beside(got, self)
    }
}

impl<const N: usize> Tensor<N, usize>
where
    Self: Rank<Element = usize>,
{
    /// For each index a row of `classes` numbers, of which that at the index is 1 and all others are 0, as
    /// [`torch.nn.functional.one_hot`](https://docs.pytorch.org/docs/2.8/generated/torch.nn.functional.one_hot.html).
    /// [Cast](Self::cast) them for arithmetic with floats.
    ///
    /// Shapes: `[..]` gives `[.., classes]`.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let labels = Tensor::from([2, 0]);
    /// assert_eq!(labels.one_hot(3).cast::<f32>().as_slice(), [0.0, 0.0, 1.0, 1.0, 0.0, 0.0]);
    /// ```
    ///
    /// # Panics
    ///
    /// If an index is not below `classes`.
    #[track_caller]
    pub fn one_hot(&self, classes: usize) -> <Self as Rank>::Larger {
        kernel::check_indices("one_hot", self.storage().values(), classes);
        let mut shape = self.shape().to_vec();
        shape.push(classes);
        let rows = crate::tensor::volume::<usize>("one_hot", &shape).checked_div(classes).unwrap_or(0);
        let mut op = Op::named("one_hot");
        op.input(self);
        op.means(|| Operation::OneHot { classes });
        let flat = op.run(
            [rows * classes],
            |keep| {
                let mut y = vec![usize::from_number(Number::Whole(0)); rows * classes];
                for (row, &label) in y.chunks_exact_mut(classes.max(1)).zip(self.as_slice()) {
                    row[label] = 1;
                }
                (Tensor::from(y), keep.nothing())
            },
            |(), _: Tensor<1, usize>, _| (),
        );
        flat.with_shape(&shape)
    }
}

#[cfg(test)]
mod tests {
    use crate::gradcheck::{gradcheck, irregular};
    use crate::tensor::Tensor;

    #[test]
    fn elements_go_where_the_index_says() {
        let (x, source) = (irregular([3, 4]), irregular([3, 2]) * 3.0);
        let index = Tensor::from([[0, 3], [1, 1], [2, 0]]);
        gradcheck(x.clone(), |x| x.scatter(1, &index, &source)).unwrap();
        gradcheck(source.clone(), |source| x.clone().scatter(1, &index, source)).unwrap();
        gradcheck(x.clone(), |x| x.scatter(1, &index, 7.0)).unwrap();
        gradcheck(x.clone(), |x| x.scatter_add(1, &index, &source)).unwrap();
        gradcheck(source.clone(), |source| x.clone().scatter_add(1, &index, source)).unwrap();
        let index = Tensor::from([[2, 0, 2, 1]]);
        gradcheck(x.clone(), |x| x.clone().scatter_add(0, &index, x.slice(0, 0..1))).unwrap();
        let counts = Tensor::<1, usize>::zeros([3]).scatter_add(0, &Tensor::from([2, 0, 2]), 1);
        assert_eq!(counts.as_slice(), [1, 0, 2]);
    }

    #[test]
    fn one_of_each_row() {
        let y = Tensor::from([[1], [0]]).one_hot(2);
        assert_eq!((y.shape(), y.as_slice()), ([2, 1, 2], &[0, 1, 1, 0][..]));
        assert_eq!(Tensor::<1, usize>::zeros([0]).one_hot(3).shape(), [0, 3]);
        assert_eq!(Tensor::<1, usize>::zeros([0]).one_hot(0).shape(), [0, 0]);
    }
}
