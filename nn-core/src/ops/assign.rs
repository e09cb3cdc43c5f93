//! `+=`, `-=`, `*=`, `/=`, and sums over iterators.

use std::iter::Sum;
use std::ops::{AddAssign, DivAssign, MulAssign, SubAssign};

use super::{Broadcast, Operator};
use crate::storage::{Element, Float};
use crate::tensor::Tensor;

macro_rules! assign {
    ($($trait:ident $method:ident $operator:ident $of:ident),*) => {$(
        /// `x = x ∘ y`, in the memory of `x` if nobody else holds it. On a tape it is recorded as the operation that it is.
        impl<const N: usize, A: $of, R: Broadcast<N, A, Output = Tensor<N, A>>> $trait<R> for Tensor<N, A> {
            #[track_caller]
            fn $method(&mut self, rhs: R) {
                *self = rhs.apply(self.taken(), Operator::$operator);
            }
        }
    )*};
}

assign!(
    AddAssign add_assign Add Element,
    SubAssign sub_assign Sub Element,
    MulAssign mul_assign Mul Element,
    DivAssign div_assign Div Float
);

impl<const N: usize, A: Element> Tensor<N, A> {
    /// The tensor, with the smallest in its place, so that nobody else holds its memory.
    fn taken(&mut self) -> Self {
        std::mem::replace(self, Tensor::zeros([0; N]))
    }
}

/// The sum of tensors of one shape. Of no tensors it has size 1 along each axis and is 0, which is stretched over whatever it
/// is added to.
///
/// ```
/// use nn_core::prelude::*;
///
/// let losses = [1.0, 2.0].map(Tensor::<0>::from);
/// assert_eq!(losses.into_iter().sum::<Tensor<0>>().item(), 3.0);
/// ```
impl<const N: usize, A: Float> Sum for Tensor<N, A> {
    fn sum<I: Iterator<Item = Self>>(tensors: I) -> Self {
        tensors.reduce(|sum, x| sum + x).unwrap_or_else(|| Tensor::zeros([1; N]))
    }
}

impl<'a, const N: usize, A: Float> Sum<&'a Tensor<N, A>> for Tensor<N, A> {
    fn sum<I: Iterator<Item = &'a Self>>(tensors: I) -> Self {
        tensors.cloned().sum()
    }
}

#[cfg(test)]
mod tests {
    use crate::gradcheck::{gradcheck, irregular};
    use crate::tensor::Tensor;

    #[test]
    fn in_place() {
        let other = irregular([3]) + 2.0;
        gradcheck(irregular([2, 3]), |x| {
            let mut y = x.clone();
            y += &x;
            y -= other.clone();
            y *= 2.0;
            y /= &other;
            y
        })
        .unwrap();
        gradcheck(irregular([3]), |x| {
            let mut loss = x.clone().sum();
            loss += (&x * &x).mean();
            loss
        })
        .unwrap();
        let mut x = Tensor::<1>::from([1.0, 2.0]);
        let memory = x.as_slice().as_ptr();
        x += 1.0;
        assert_eq!((x.as_slice(), x.as_slice().as_ptr()), (&[2.0, 3.0][..], memory));
    }

    #[test]
    fn sums_of_iterators() {
        let all = [irregular([2, 3]), irregular([2, 3]) * 2.0];
        assert_eq!(all.iter().sum::<Tensor<2, f64>>(), &all[0] + &all[1]);
        assert_eq!(std::iter::empty::<Tensor<2>>().sum::<Tensor<2>>().shape(), [1, 1]);
        gradcheck(irregular([3]), |x| (0..3).map(|_| x.clone().sum()).sum::<Tensor<0, f64>>()).unwrap();
    }
}
