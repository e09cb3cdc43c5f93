//! Comparisons of elements, which give masks.

use super::Stretched;
use super::stretch::unequal;
use crate::kernels::broadcast::{broadcast_shape, zip_broadcast};
use crate::kernels::elementwise::map_into;
use crate::operation::Operation;
use crate::storage::{Element, Float, scratch};
use crate::tensor::{Op, Tensor, either, volume};

/// Comparisons with a number or with a tensor, of which axes of size 1 are stretched. The mask stands where the tensors
/// stand; no gradient goes back from it.
impl<const N: usize, A: Element> Tensor<N, A> {
    /// Where an element is larger than the other: [`torch.gt`](https://docs.pytorch.org/docs/2.8/generated/torch.gt.html).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// assert_eq!(Tensor::from([-1.0, 2.0]).gt(0.0).as_slice(), [false, true]);
    /// ```
    ///
    /// # Panics
    ///
    /// If the shapes do not fit.
    #[doc(alias = "greater")]
    #[track_caller]
    pub fn gt(&self, other: impl Stretched<N, A>) -> Tensor<N, bool> {
        let other = other.stretched_over(self);
        mask_of("gt", "gt", self, &other, |a, b| a > b)
    }

    /// Where an element is smaller than the other: [`torch.lt`](https://docs.pytorch.org/docs/2.8/generated/torch.lt.html).
    ///
    /// # Panics
    ///
    /// If the shapes do not fit.
    #[doc(alias = "less")]
    #[track_caller]
    pub fn lt(&self, other: impl Stretched<N, A>) -> Tensor<N, bool> {
        let other = other.stretched_over(self);
        mask_of("lt", "lt", self, &other, |a, b| a < b)
    }

    /// Where an element is not smaller than the other: [`torch.ge`](https://docs.pytorch.org/docs/2.8/generated/torch.ge.html).
    ///
    /// # Panics
    ///
    /// If the shapes do not fit.
    #[doc(alias = "greater_equal")]
    #[track_caller]
    pub fn ge(&self, other: impl Stretched<N, A>) -> Tensor<N, bool> {
        let other = other.stretched_over(self);
        mask_of("ge", "ge", self, &other, |a, b| a >= b)
    }

    /// Where an element is not larger than the other: [`torch.le`](https://docs.pytorch.org/docs/2.8/generated/torch.le.html).
    ///
    /// # Panics
    ///
    /// If the shapes do not fit.
    #[doc(alias = "less_equal")]
    #[track_caller]
    pub fn le(&self, other: impl Stretched<N, A>) -> Tensor<N, bool> {
        let other = other.stretched_over(self);
        mask_of("le", "le", self, &other, |a, b| a <= b)
    }

    /// Where an element equals the other: [`torch.eq`](https://docs.pytorch.org/docs/2.8/generated/torch.eq.html). Whether two tensors
    /// are equal as a whole is `x == y`.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let (guesses, labels) = (Tensor::from([2, 0, 1_usize]), Tensor::from([2, 1, 1]));
    /// let right: Tensor<1, bool> = guesses.eq(&labels);
    /// assert_eq!(right.count(), 2);
    /// ```
    ///
    /// # Panics
    ///
    /// If the shapes do not fit.
    #[track_caller]
    pub fn eq(&self, other: impl Stretched<N, A>) -> Tensor<N, bool> {
        let other = other.stretched_over(self);
        mask_of("eq", "eq", self, &other, |a, b| a == b)
    }

    /// Where an element differs from the other: [`torch.ne`](https://docs.pytorch.org/docs/2.8/generated/torch.ne.html).
    ///
    /// # Panics
    ///
    /// If the shapes do not fit.
    #[doc(alias = "not_equal")]
    #[track_caller]
    pub fn ne(&self, other: impl Stretched<N, A>) -> Tensor<N, bool> {
        let other = other.stretched_over(self);
        mask_of("ne", "ne", self, &other, |a, b| a != b)
    }
}

/// A mask of two tensors that are stretched over each other, by an operation called `name`, which messages call `shown`.
/// Nothing has a gradient through it.
#[track_caller]
pub(super) fn mask_of<const N: usize, A: Element>(
    name: &'static str,
    shown: &str,
    a: &Tensor<N, A>,
    b: &Tensor<N, A>,
    f: impl Fn(A, A) -> bool + Sync,
) -> Tensor<N, bool> {
    let (sa, sb) = (a.shape(), b.shape());
    let Some(shape) = broadcast_shape(sa, sb) else { unequal(either(a.place(), b.place()), shown, &sa, &sb) };
    volume::<bool>(name, &shape);
    let mut op = Op::named(name);
    op.input(&a.detach());
    op.input(&b.detach());
    op.means(|| Operation::Compare(name));
    op.run(
        shape,
        |keep| {
            let mut mask = scratch(shape.iter().product());
            zip_broadcast((a.as_slice(), &sa), (b.as_slice(), &sb), &mut mask, f);
            (Tensor::new(shape, mask), keep.nothing())
        },
        |(), _: Tensor<N, bool>, _| (),
    )
}

impl<const N: usize, A: Float> Tensor<N, A> {
    /// Where an element is NaN: [`torch.isnan`](https://docs.pytorch.org/docs/2.8/generated/torch.isnan.html).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// assert!(Tensor::from([1.0, 0.0 / 0.0]).isnan().any());
    /// ```
    #[track_caller]
    pub fn isnan(&self) -> Tensor<N, bool> {
        self.asked("isnan", A::is_nan)
    }

    /// Where an element is infinite: [`torch.isinf`](https://docs.pytorch.org/docs/2.8/generated/torch.isinf.html).
    #[track_caller]
    pub fn isinf(&self) -> Tensor<N, bool> {
        self.asked("isinf", A::is_infinite)
    }

    /// Where an element is neither infinite nor NaN:
    /// [`torch.isfinite`](https://docs.pytorch.org/docs/2.8/generated/torch.isfinite.html).
    #[track_caller]
    pub fn isfinite(&self) -> Tensor<N, bool> {
        self.asked("isfinite", A::is_finite)
    }

    #[track_caller]
    fn asked(&self, name: &'static str, f: impl Fn(A) -> bool + Sync) -> Tensor<N, bool> {
        let mut op = Op::named(name);
        op.input(&self.detach());
        op.means(|| match name {
            "isnan" => Operation::IsNan,
            "isinf" => Operation::IsInf,
            _ => Operation::IsFinite,
        });
        op.run(
            self.shape(),
            |keep| {
                let mut mask = scratch(self.len());
                map_into(self.as_slice(), &mut mask, f);
                (Tensor::new(self.shape(), mask), keep.nothing())
            },
            |(), _: Tensor<N, bool>, _| (),
        )
    }
}

#[cfg(test)]
mod tests {
    use crate::tensor::Tensor;

    #[test]
    fn with_numbers_and_with_tensors() {
        let x = Tensor::from([[1.0_f32, 2.0], [3.0, f32::NAN]]);
        assert_eq!(x.gt(2.0).as_slice(), [false, false, true, false]);
        assert_eq!(x.ge(2.0).as_slice(), [false, true, true, false]);
        assert_eq!(x.lt(Tensor::from([[2.0, 3.0]])).as_slice(), [true, true, false, false]);
        assert_eq!(x.le(Tensor::from([[1.0], [3.0]])).as_slice(), [true, false, true, false]);
        assert_eq!(x.eq(&x).as_slice(), [true, true, true, false]);
        assert_eq!(x.ne(1.0).as_slice(), [false, true, true, true]);
        assert_eq!(x.isnan().as_slice(), [false, false, false, true]);
        assert_eq!((x.clone() / 0.0).isinf().as_slice(), [true, true, true, false]);
        assert_eq!((x / 0.0).isfinite().count(), 0);
        assert_eq!(Tensor::from([3_usize, 4]).eq(4).as_slice(), [false, true]);
        assert_eq!(Tensor::from([true, false]).eq(false).as_slice(), [false, true]);
    }

    #[test]
    #[should_panic(expected = "gt: shapes [2] and [3] do not fit")]
    fn shapes_must_fit() {
        let _ = Tensor::<1>::zeros([2]).gt(Tensor::zeros([3]));
    }
}
