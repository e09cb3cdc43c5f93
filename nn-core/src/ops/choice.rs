//! The larger or the smaller of two tensors, element by element, with broadcasting.

use super::Stretched;
use super::stretch::{unequal, unstretch};
use crate::kernels::broadcast::{broadcast_shape, zip_broadcast};
use crate::operation::Operation;
use crate::storage::{Float, scratch};
use crate::tensor::{Op, Tensor, either, volume};

impl<const N: usize, A: Float> Tensor<N, A> {
    /// The larger of each two elements, with broadcasting, or of each and a number. Where they are equal each gets half the gradient, as
    /// in [`torch.maximum`](https://pytorch.org/docs/stable/generated/torch.maximum.html).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let y = Tensor::from([1.0, 5.0]).maximum(Tensor::from([3.0, 4.0]));
    /// assert_eq!(y.as_slice(), [3.0, 5.0]);
    /// assert_eq!(y.maximum(4.0).as_slice(), [4.0, 5.0]);
    /// ```
    ///
    /// # Panics
    ///
    /// If the shapes do not fit.
    #[track_caller]
    pub fn maximum(self, other: impl Stretched<N, A>) -> Self {
        let other = other.stretched_over(&self);
        choose(self, other, "maximum", |a, b| if a > b || a.is_nan() { a } else { b }, |a, b| a > b)
    }

    /// The smaller of each two elements, with broadcasting, or of each and a number. Where they are equal each gets half the gradient.
    ///
    /// # Panics
    ///
    /// If the shapes do not fit.
    #[track_caller]
    pub fn minimum(self, other: impl Stretched<N, A>) -> Self {
        let other = other.stretched_over(&self);
        choose(self, other, "minimum", |a, b| if a < b || a.is_nan() { a } else { b }, |a, b| a < b)
    }
}

/// One of each two elements; `first` says whether it is strictly the first.
#[track_caller]
fn choose<const N: usize, A: Float>(
    a: Tensor<N, A>,
    b: Tensor<N, A>,
    name: &'static str,
    f: impl Fn(A, A) -> A + Sync,
    first: impl Fn(A, A) -> bool + Sync + Send + 'static,
) -> Tensor<N, A> {
    let (sa, sb) = (a.shape(), b.shape());
    let Some(shape) = broadcast_shape(sa, sb) else { unequal(either(a.place(), b.place()), name, &sa, &sb) };
    let mut op = Op::named(name);
    let (va, vb) = (op.input(&a), op.input(&b));
    op.means(|| if name == "maximum" { Operation::Maximum } else { Operation::Minimum });
    volume::<A>(name, &shape);
    op.run(
        shape,
        |keep| {
            let mut y = scratch(shape.iter().product());
            zip_broadcast((a.as_slice(), &sa), (b.as_slice(), &sb), &mut y, f);
            (Tensor::new(shape, y), keep.value(|| (a.off_tape(), b.off_tape())))
        },
        move |(a, b), dy, grads| {
            let mut share = scratch(dy.len());
            let half = A::of(0.5);
            zip_broadcast((a.as_slice(), &sa), (b.as_slice(), &sb), &mut share, |a, b| match () {
                () if a == b => half,
                () if first(a, b) => A::one(),
                () => A::zero(),
            });
            let share = Tensor::new(shape, share);
            grads.add_with(va, || unstretch(dy.clone().zip_values(&share, |dy, s| dy * s), sa));
            grads.add_with(vb, || unstretch(dy.zip_values(&share, |dy, s| dy * (A::one() - s)), sb));
        },
    )
}

#[cfg(test)]
mod tests {
    use crate::gradcheck::{gradcheck, irregular};

    #[test]
    fn the_larger_and_the_smaller() {
        let other = irregular([3, 1]) * 0.5;
        gradcheck(irregular([3, 4]), |x| x.maximum(&other)).unwrap();
        gradcheck(irregular([3, 4]), |x| other.clone().minimum(x)).unwrap();
    }
}
