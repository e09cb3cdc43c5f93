//! Elements by a mask.

use super::Stretched;
use crate::kernels::broadcast::broadcast_shape;
use crate::kernels::index as kernel;
use crate::operation::Operation;
use crate::storage::{Element, zeros};
use crate::tensor::{Op, Tensor, either, fits, misfit};

impl<const N: usize, A: Element> Tensor<N, A> {
    /// The elements, with `value` where the mask is true, as
    /// [`torch.Tensor.masked_fill`](https://docs.pytorch.org/docs/2.8/generated/torch.Tensor.masked_fill.html). The mask is
    /// stretched over axes of size 1, and over leading axes that it has not.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let x = Tensor::from([[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.masked_fill(&Tensor::from([true, false]), 0.0).as_slice(), [0.0, 2.0, 0.0, 4.0]);
    /// ```
    ///
    /// # Panics
    ///
    /// If the mask cannot be stretched to the shape.
    #[track_caller]
    pub fn masked_fill<const M: usize>(self, mask: &Tensor<M, bool>, value: A) -> Self {
        let (shape, got) = (self.shape(), mask.shape());
        let mut sizes = got.iter().zip(&shape[N - M.min(N)..]);
        let fits = M <= N && sizes.all(|(&have, &want)| have == want || have == 1);
        fits!(
            either(self.place(), mask.place()),
            fits,
            "masked_fill: a tensor of shape {shape:?} needs a mask of that shape, or one that is stretched to it, got {got:?}"
        );
        let mask = match got[..] == shape[..] {
            true => mask.clone().alias(shape),
            // Beside the tensor, since in a trace nothing is computed.
            false => mask.clone().beside(&self).broadcast_to(shape),
        };
        let mut op = Op::named("masked_fill");
        let input = op.input(&self);
        op.input(&mask);
        op.number(value);
        op.means(|| Operation::MaskedFill(value.number()));
        op.run(
            shape,
            |keep| {
                let y = self.zip_values(&mask, |x, masked| if masked { value } else { x });
                (y, keep.value(|| mask.off_tape()))
            },
            move |mask, dy, grads| {
                grads.add(input, dy.zip_values(&mask, |dy, masked| if masked { A::default() } else { dy }));
            },
        )
    }
}

impl<const N: usize, A: Element> Tensor<N, A> {
    /// The elements as a mask: whether `f` holds. The mask is where the tensor is, on its tape or on none.
    #[track_caller]
    pub fn mask(&self, f: impl Fn(A) -> bool + Sync) -> Tensor<N, bool> {
        let mut y = zeros(self.len());
        crate::kernels::elementwise::map_into(self.as_slice(), &mut y, f);
        Tensor::new(self.shape(), y).beside(self)
    }
}

impl<const N: usize> Tensor<N, bool> {
    /// `a` where the mask is true, else `b`, which may be a number:
    /// [`torch.where`](https://docs.pytorch.org/docs/2.8/generated/torch.where.html). Axes of size 1 are stretched.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let mask = Tensor::from([true, false]);
    /// assert_eq!(mask.select(Tensor::from([1.0, 2.0]), Tensor::from([3.0, 4.0])).as_slice(), [1.0, 4.0]);
    /// assert_eq!(mask.select(Tensor::from([1.0, 2.0]), 0.0).as_slice(), [1.0, 0.0]);
    /// ```
    ///
    /// # Panics
    ///
    /// If the shapes do not fit.
    #[doc(alias = "where")]
    #[track_caller]
    pub fn select<A: Element>(&self, a: Tensor<N, A>, b: impl Stretched<N, A>) -> Tensor<N, A> {
        let b = b.stretched_over(&a);
        let both = broadcast_shape(a.shape(), b.shape());
        let Some(shape) = both.and_then(|both| broadcast_shape(both, self.shape())) else {
            misfit(
                either(a.place(), b.place()),
                format_args!(
                    "select: a mask of shape {:?} chooses between two tensors of that shape, or of one that is stretched to it, \
                     got {:?} and {:?}",
                    self.shape(),
                    a.shape(),
                    b.shape()
                ),
            )
        };
        let mut op = Op::named("select");
        op.input(&a);
        op.input(&b);
        op.input(self);
        let a = a.beside(&b).beside(self);
        let whole = self.clone().stretched_beside(shape, &a);
        let b = b.stretched_beside(shape, &a);
        choose(&whole, a.stretched_beside(shape, &b), b)
    }
}

impl<const N: usize, A: Element> Tensor<N, A> {
    /// The tensor beside another, stretched to a shape unless it has it: in a trace nothing is computed.
    #[track_caller]
    pub(super) fn stretched_beside<B: Element>(self, shape: [usize; N], other: &Tensor<N, B>) -> Self {
        if self.shape() == shape { self } else { self.beside(other).broadcast_to(shape) }
    }
}

/// One of each two elements, of tensors of the mask's shape.
#[track_caller]
fn choose<const N: usize, A: Element>(
    mask: &Tensor<N, bool>,
    a: Tensor<N, A>,
    b: Tensor<N, A>,
) -> Tensor<N, A> {
    let mut op = Op::named("select");
    let (va, vb) = (op.input(&a), op.input(&b));
    op.input(mask);
    op.means(|| Operation::Select);
    op.run(
        mask.shape(),
        |keep| {
            let y = kernel::choose(mask.as_slice(), a.as_slice(), b.as_slice());
            (Tensor::new(mask.shape(), y), keep.value(|| mask.off_tape()))
        },
        move |mask, dy, grads| {
            let zero = |keep: bool| move |dy: A, m: bool| if m == keep { dy } else { A::default() };
            grads.add_with(va, || dy.clone().zip_values(&mask, zero(true)));
            grads.add_with(vb, || dy.zip_values(&mask, zero(false)));
        },
    )
}

#[cfg(test)]
mod tests {
    use crate::gradcheck::{gradcheck, irregular};
    use crate::tensor::Tensor;

    #[test]
    fn by_masks() {
        let x = irregular([3, 4]);
        let mask = x.mask(|x| x > 0.2);
        gradcheck(x.clone(), |x| x.masked_fill(&mask, 7.0)).unwrap();
        gradcheck(x.clone(), |x| mask.select(x.clone(), x * 3.0)).unwrap();
        gradcheck(x.clone(), |x| mask.select(x, 3.0)).unwrap();
        let row = Tensor::from([true, false, true, true]);
        gradcheck(x.clone(), |x| x.masked_fill(&row, 7.0)).unwrap();
        gradcheck(irregular([3, 1]), |column| mask.select(x.clone(), column)).unwrap();
        let ids = Tensor::from([3_usize, 4]).masked_fill(&Tensor::from([true, false]), 9);
        assert_eq!(Tensor::from([false, true]).select(ids, 7).as_slice(), [7, 4]);
    }
}
