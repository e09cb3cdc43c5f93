//! `+`, `-`, `*` of whole numbers, with broadcasting: arithmetic of indices.

use std::ops::{Add, Mul, Sub};

use super::stretch::stretched;
use super::{Broadcast, Operator};
use crate::kernels::broadcast::zip_broadcast;
use crate::operation::Operation;
use crate::storage::scratch;
use crate::tensor::{Op, Tensor};

/// What goes beyond the numbers of the type wraps around, as in PyTorch. `/` is for floats: [cast](Tensor::cast) before it.
macro_rules! integers {
    ($($integer:ident)*) => {$(
        impl<const N: usize> Broadcast<N, $integer> for Tensor<N, $integer> {
            type Output = Tensor<N, $integer>;

            #[track_caller]
            fn apply(self, left: Tensor<N, $integer>, operator: Operator) -> Tensor<N, $integer> {
                let shape = stretched(&left, &self, operator.name(), [N, N]);
                let mut op = Op::named(operator.symbol());
                op.input(&left);
                op.input(&self);
                op.means(|| Operation::Binary(operator));
                op.run(
                    shape,
                    |keep| {
                        let mut y = scratch(shape.iter().product());
                        let (a, b) = ((left.as_slice(), &left.shape()[..]), (self.as_slice(), &self.shape()[..]));
                        match operator {
                            Operator::Add => zip_broadcast(a, b, &mut y, $integer::wrapping_add),
                            Operator::Sub => zip_broadcast(a, b, &mut y, $integer::wrapping_sub),
                            Operator::Mul => zip_broadcast(a, b, &mut y, $integer::wrapping_mul),
                            Operator::Div => unreachable!("`/` is for floats"),
                        }
                        (Tensor::new(shape, y), keep.nothing())
                    },
                    |(), _: Tensor<N, $integer>, _| (),
                )
            }
        }

        impl<const N: usize> Broadcast<N, $integer> for &Tensor<N, $integer> {
            type Output = Tensor<N, $integer>;

            #[track_caller]
            fn apply(self, left: Tensor<N, $integer>, operator: Operator) -> Tensor<N, $integer> {
                self.clone().apply(left, operator)
            }
        }

        impl<const N: usize> Broadcast<N, $integer> for $integer {
            type Output = Tensor<N, $integer>;

            #[track_caller]
            fn apply(self, left: Tensor<N, $integer>, operator: Operator) -> Tensor<N, $integer> {
                Tensor::full([1; N], self).apply(left, operator)
            }
        }

        integers!(@ $integer Add add, $integer Sub sub, $integer Mul mul);
    )*};
    (@ $($integer:ident $trait:ident $method:ident),*) => {$(
        integers!(@@ $integer $trait $method Tensor<N, $integer>);
        integers!(@@ $integer $trait $method &Tensor<N, $integer>);
    )*};
    (@@ $integer:ident $trait:ident $method:ident $tensor:ty) => {
        #[diagnostic::do_not_recommend]
        impl<const N: usize> $trait<$tensor> for $integer {
            type Output = Tensor<N, $integer>;

            #[track_caller]
            fn $method(self, x: $tensor) -> Tensor<N, $integer> {
                x.clone().apply(Tensor::full([1; N], self), Operator::$trait)
            }
        }
    };
}

integers!(i64 usize);

#[cfg(test)]
mod tests {
    use crate::tensor::Tensor;

    #[test]
    fn of_indices() {
        let ids = Tensor::from([3_usize, 0]);
        assert_eq!((ids.clone() + 1).as_slice(), [4, 1]);
        assert_eq!((&ids * 2 + &ids).as_slice(), [9, 0]);
        assert_eq!((5 - &ids).as_slice(), [2, 5]);
        assert_eq!((1 + ids.clone()).as_slice(), (ids.clone() + 1).as_slice());
        let rows = Tensor::from([[1_i64], [-2]]) * Tensor::from([[3, 4]]);
        assert_eq!(rows.as_slice(), [3, 4, -6, -8]);
        let mut sum = ids.clone();
        sum += &ids;
        sum -= 1;
        assert_eq!(sum.as_slice(), [5, usize::MAX]);
    }
}
