//! Masks: their combinations, and what they hold.

use std::ops::{BitAnd, BitOr, BitXor, Not};

use super::compare::mask_of;
use crate::operation::Operation;
use crate::tensor::{Op, Tensor};

macro_rules! operators {
    ($($trait:ident $method:ident $operator:tt),*) => {$(
        operators!(@ $trait $method $operator, Tensor<N, bool>, Tensor<N, bool>);
        operators!(@ $trait $method $operator, Tensor<N, bool>, &Tensor<N, bool>);
        operators!(@ $trait $method $operator, &Tensor<N, bool>, Tensor<N, bool>);
        operators!(@ $trait $method $operator, &Tensor<N, bool>, &Tensor<N, bool>);
    )*};
    (@ $trait:ident $method:ident $operator:tt, $left:ty, $right:ty) => {
        impl<const N: usize> $trait<$right> for $left {
            type Output = Tensor<N, bool>;

            #[track_caller]
            fn $method(self, other: $right) -> Tensor<N, bool> {
                mask_of(stringify!($operator), concat!("`", stringify!($operator), "`"), &self, &other, |a, b| a $operator b)
            }
        }
    };
}

operators!(BitAnd bitand &, BitOr bitor |, BitXor bitxor ^);

macro_rules! not {
    ($($type:ty),*) => {$(
        impl<const N: usize> Not for $type {
            type Output = Tensor<N, bool>;

            #[track_caller]
            fn not(self) -> Tensor<N, bool> {
                let mut op = Op::named("!");
                op.input(&self);
                op.means(|| Operation::Not);
                op.run(
                    self.shape(),
                    |keep| {
                        let mask = self.as_slice().iter().map(|masked| !masked).collect();
                        (Tensor::new(self.shape(), mask), keep.nothing())
                    },
                    |(), _: Tensor<N, bool>, _| (),
                )
            }
        }
    )*};
}

not!(Tensor<N, bool>, &Tensor<N, bool>);

impl<const N: usize> Tensor<N, bool> {
    /// How many elements are true: `mask.sum()` of PyTorch.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let logits = Tensor::from([[0.1, 0.9], [0.8, 0.2]]);
    /// assert_eq!(logits.argmax(1).eq(&Tensor::from([1, 1])).count(), 1);
    /// ```
    #[doc(alias = "count_nonzero")]
    #[track_caller]
    pub fn count(&self) -> usize {
        self.as_slice().iter().filter(|&&masked| masked).count()
    }

    /// Whether an element is true, as [`torch.any`](https://docs.pytorch.org/docs/2.8/generated/torch.any.html).
    #[track_caller]
    pub fn any(&self) -> bool {
        self.as_slice().contains(&true)
    }

    /// Whether all elements are true, as [`torch.all`](https://docs.pytorch.org/docs/2.8/generated/torch.all.html).
    #[track_caller]
    pub fn all(&self) -> bool {
        !self.as_slice().contains(&false)
    }
}

#[cfg(test)]
mod tests {
    use crate::tensor::Tensor;

    #[test]
    fn masks_are_combined_and_counted() {
        let (a, b) = (Tensor::from([true, true, false, false]), Tensor::from([true, false, true, false]));
        assert_eq!((&a & &b).as_slice(), [true, false, false, false]);
        assert_eq!((a.clone() | &b).as_slice(), [true, true, true, false]);
        assert_eq!((&a ^ b.clone()).as_slice(), [false, true, true, false]);
        assert_eq!((!&a).as_slice(), [false, false, true, true]);
        assert_eq!((a.clone() & !a.clone()).count(), 0);
        assert_eq!(a.count(), 2);
        assert!(a.any() && !a.all() && (a.clone() | !a).all());
        let rows = Tensor::from([[true], [false]]) & Tensor::from([[true, false]]);
        assert_eq!(rows.as_slice(), [true, false, false, false]);
    }
}
