//! Elements by a mask.

use super::Operand;
use crate::kernels::index as kernel;
use crate::storage::{Float, zeros};
use crate::tensor::{Op, Tensor, either, fits};

impl<const N: usize, A: Float> Tensor<N, A> {
    /// The elements, with `value` where the mask is true.
    ///
    /// # Panics
    ///
    /// If the mask has another shape.
    #[track_caller]
    pub fn masked_fill(self, mask: &Tensor<N, bool>, value: A) -> Self {
        fits!(
            either(self.place(), mask.place()),
            mask.shape() == self.shape(),
            "masked_fill: a tensor of shape {:?} needs a mask of the same shape, got {:?}",
            self.shape(),
            mask.shape()
        );
        let mut op = Op::named("masked_fill");
        let input = op.input(&self);
        op.input(mask);
        op.run(
            self.shape(),
            |keep| {
                let y = self.zip_values(mask, |x, masked| if masked { value } else { x });
                (y, keep.value(|| mask.off_tape()))
            },
            move |mask, dy, grads| {
                grads.add(input, dy.zip_values(&mask, |dy, masked| if masked { A::zero() } else { dy }));
            },
        )
    }

    /// The elements as a mask: whether `f` holds. The mask is where the tensor is, on its tape or on none.
    #[doc(alias("gt", "lt", "ge", "le", "isnan"))]
    pub fn mask(&self, f: impl Fn(A) -> bool + Sync) -> Tensor<N, bool> {
        let mut y = zeros(self.len());
        crate::kernels::elementwise::map_into(self.as_slice(), &mut y, f);
        Tensor::new(self.shape(), y).beside(self)
    }
}

impl<const N: usize> Tensor<N, bool> {
    /// `a` where the mask is true, else `b`: `torch.where`.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let mask = Tensor::from([true, false]);
    /// assert_eq!(mask.select(Tensor::from([1.0, 2.0]), Tensor::from([3.0, 4.0])).as_slice(), [1.0, 4.0]);
    /// ```
    ///
    /// # Panics
    ///
    /// If the shapes differ.
    #[doc(alias = "where")]
    #[track_caller]
    pub fn select<A: Float>(&self, a: Tensor<N, A>, b: impl Operand<N, A>) -> Tensor<N, A> {
        let b = b.operand_of(&a);
        fits!(
            either(a.place(), b.place()),
            a.shape() == self.shape() && b.shape() == self.shape(),
            "select: a mask of shape {:?} chooses between two tensors of the same shape, got {:?} and {:?}",
            self.shape(),
            a.shape(),
            b.shape()
        );
        let mut op = Op::named("select");
        let (va, vb) = (op.input(&a), op.input(&b));
        op.input(self);
        op.run(
            self.shape(),
            |keep| {
                let y = kernel::choose(self.as_slice(), a.as_slice(), b.as_slice());
                (Tensor::new(self.shape(), y), keep.value(|| self.off_tape()))
            },
            move |mask, dy, grads| {
                let zero = |keep: bool| move |dy: A, m: bool| if m == keep { dy } else { A::zero() };
                grads.add_with(va, || dy.clone().zip_values(&mask, zero(true)));
                grads.add_with(vb, || dy.zip_values(&mask, zero(false)));
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use crate::gradcheck::{gradcheck, irregular};

    #[test]
    fn by_masks() {
        let x = irregular([3, 4]);
        let mask = x.mask(|x| x > 0.2);
        gradcheck(x.clone(), |x| x.masked_fill(&mask, 7.0)).unwrap();
        gradcheck(x.clone(), |x| mask.select(x.clone(), x * 3.0)).unwrap();
    }
}
