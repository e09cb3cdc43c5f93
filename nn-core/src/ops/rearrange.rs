//! The same elements in other places, or several times.

use super::AxisIndex;
use super::reduce::check_axis;
use crate::operation::Operation;
use crate::storage::Element;
use crate::tensor::{Tensor, fits, volume};

impl<const N: usize, A: Element> Tensor<N, A> {
    /// The elements along an axis in the reverse order, as
    /// [`torch.flip`](https://docs.pytorch.org/docs/2.8/generated/torch.flip.html).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// assert_eq!(Tensor::from([[1, 2], [3, 4]]).flip(1).as_slice(), [2_usize, 1, 4, 3]);
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no such axis.
    #[doc(alias("fliplr", "flipud"))]
    #[track_caller]
    pub fn flip(self, axis: impl AxisIndex) -> Self {
        let axis = check_axis("flip", axis, &self);
        let backwards: Tensor<1, usize> = (0..self.shape()[axis]).rev().collect();
        // The indices go to the device by the caller's wish, not for want of a kernel.
        let backwards = backwards.placed_on(&self.device());
        self.selected("flip", axis, &backwards)
    }

    /// The elements along an axis moved on by `shift` places, those of the end to the start, as
    /// [`torch.roll`](https://docs.pytorch.org/docs/2.8/generated/torch.roll.html). A negative shift goes to the start.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// assert_eq!(Tensor::from([1, 2, 3]).roll(1, 0).as_slice(), [3_usize, 1, 2]);
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no such axis.
    #[track_caller]
    pub fn roll(self, shift: isize, axis: impl AxisIndex) -> Self {
        let axis = check_axis("roll", axis, &self);
        let size = self.shape()[axis];
        let moved = shift.rem_euclid(size.max(1) as isize).unsigned_abs();
        if moved == 0 {
            return self;
        }
        let end = self.clone().part("roll", axis, size - moved..size);
        Tensor::concat(&[end, self.part("roll", axis, 0..size - moved)], axis)
    }

    /// The tensor so many times along each axis, as
    /// [`torch.Tensor.repeat`](https://docs.pytorch.org/docs/2.8/generated/torch.Tensor.repeat.html).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let x = Tensor::from([[1.0, 2.0]]);
    /// assert_eq!(x.repeat([2, 2]).as_slice(), [1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0]);
    /// ```
    ///
    /// # Panics
    ///
    /// If no memory could hold the result.
    #[doc(alias = "tile")]
    #[track_caller]
    pub fn repeat(self, times: [usize; N]) -> Self {
        let shape = self.shape();
        volume::<A>(
            "repeat",
            &std::array::from_fn::<_, N, _>(|axis| shape[axis].saturating_mul(times[axis])),
        );
        let mut x = self;
        for (axis, &count) in times.iter().enumerate() {
            x = match count {
                0 => x.part("repeat", axis, 0..0),
                1 => x,
                _ => Tensor::concat(&vec![&x; count], axis),
            };
        }
        x
    }

    /// The elements on and below a diagonal of the last two axes, and zeros above it, as
    /// [`torch.tril`](https://docs.pytorch.org/docs/2.8/generated/torch.tril.html). Diagonal 0 is the main one, 1 the one
    /// above it.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// assert_eq!(Tensor::<2>::ones([2, 2]).tril(0).as_slice(), [1.0, 0.0, 1.0, 1.0]);
    /// ```
    ///
    /// # Panics
    ///
    /// If the rank is below 2.
    #[track_caller]
    pub fn tril(self, diagonal: isize) -> Self {
        self.triangle("tril", diagonal, move |row, column| column - row <= diagonal)
    }

    /// The elements on and above a diagonal of the last two axes, and zeros below it, as
    /// [`torch.triu`](https://docs.pytorch.org/docs/2.8/generated/torch.triu.html).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// assert_eq!(Tensor::<2, bool>::ones([2, 2]).triu(1).as_slice(), [false, true, false, false]);
    /// ```
    ///
    /// # Panics
    ///
    /// If the rank is below 2.
    #[track_caller]
    pub fn triu(self, diagonal: isize) -> Self {
        self.triangle("triu", diagonal, move |row, column| column - row >= diagonal)
    }

    /// Zeros where `is_kept` does not hold of the row and the column.
    #[track_caller]
    fn triangle(
        self,
        name: &'static str,
        diagonal: isize,
        is_kept: impl Fn(isize, isize) -> bool + Send + Copy + 'static,
    ) -> Self {
        fits!(
            self.place(),
            N >= 2,
            "{name}: expected an input of shape [.., rows, columns], got {:?}",
            self.shape()
        );
        let mut op = crate::tensor::Op::named(name);
        let input = op.input(&self);
        op.means(|| Operation::Triangle { upper: name == "triu", diagonal: diagonal as i64 });
        op.run(
            self.shape(),
            |keep| (self.with_zeros(is_kept), keep.nothing()),
            move |(), dy, grads| grads.add(input, dy.with_zeros(is_kept)),
        )
    }

    fn with_zeros(self, is_kept: impl Fn(isize, isize) -> bool) -> Self {
        let (shape, columns) = (self.shape(), self.shape()[N - 1]);
        let mut elements = self.into_vec();
        let rows = elements.chunks_exact_mut(columns.max(1)).zip((0..shape[N - 2] as isize).cycle());
        for (elements, row) in rows {
            for (element, column) in elements.iter_mut().zip(0..) {
                *element = if is_kept(row, column) { *element } else { A::default() };
            }
        }
        Tensor::new(shape, elements)
    }
}

#[cfg(test)]
mod tests {
    use crate::gradcheck::{gradcheck, irregular};
    use crate::tensor::Tensor;

    #[test]
    fn other_places() {
        let x = irregular([2, 3, 4]);
        for axis in 0..3 {
            gradcheck(x.clone(), |x| x.flip(axis)).unwrap();
            gradcheck(x.clone(), |x| x.roll(1, axis)).unwrap();
            assert_eq!(x.clone().flip(axis).flip(axis), x);
            assert_eq!(x.clone().roll(-5, axis).roll(5, axis), x);
        }
        gradcheck(x.clone(), |x| x.repeat([1, 2, 3])).unwrap();
        gradcheck(x.clone(), |x| x.tril(1)).unwrap();
        gradcheck(x, |x| x.triu(-1)).unwrap();
        assert_eq!(Tensor::<2>::ones([0, 3]).roll(1, 0).shape(), [0, 3]);
        assert_eq!(Tensor::<2>::ones([2, 3]).repeat([0, 2]).shape(), [0, 6]);
        assert_eq!(Tensor::<2>::ones([2, 0]).tril(0).shape(), [2, 0]);
    }

    #[test]
    fn triangles_are_pytorchs() {
        let x = Tensor::<3, usize>::ones([2, 2, 3]);
        assert_eq!(x.clone().tril(-1).as_slice(), [0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0]);
        assert_eq!(x.triu(1).as_slice()[..6], [0, 1, 1, 0, 0, 1]);
    }
}
