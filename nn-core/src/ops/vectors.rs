//! Products of vectors, and distances.

use crate::storage::Float;
use crate::tensor::{Tensor, either, fits};

use super::Operand;

impl<A: Float> Tensor<1, A> {
    /// The outer product: the products of each element with each of `other`, of shape `[n, m]`, as
    /// [`torch.outer`](https://docs.pytorch.org/docs/2.8/generated/torch.outer.html).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let x = Tensor::from([1.0, 2.0]);
    /// assert_eq!(x.clone().outer(x).as_slice(), [1.0, 2.0, 2.0, 4.0]);
    /// ```
    #[track_caller]
    pub fn outer(self, other: impl Operand<1, A>) -> Tensor<2, A> {
        let other = other.operand_of(&self);
        self.insert_axis(1) * other.insert_axis(0)
    }

    /// The sum of the products of the elements, as
    /// [`torch.dot`](https://docs.pytorch.org/docs/2.8/generated/torch.dot.html).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// assert_eq!(Tensor::from([1.0, 2.0]).dot(Tensor::from([3.0, 4.0])).item(), 11.0);
    /// ```
    ///
    /// # Panics
    ///
    /// If the lengths differ.
    #[track_caller]
    pub fn dot(self, other: impl Operand<1, A>) -> Tensor<0, A> {
        let other = other.operand_of(&self);
        fits!(
            either(self.place(), other.place()),
            self.len() == other.len(),
            "dot: expected two vectors of one length, got shapes {:?} and {:?}",
            self.shape(),
            other.shape()
        );
        (self * other).sum()
    }
}

#[cfg(test)]
mod tests {
    use crate::gradcheck::{gradcheck, irregular};

    #[test]
    fn products() {
        let (x, y) = (irregular([3]), irregular([4]) * 2.0);
        gradcheck(x.clone(), |x| x.outer(&y)).unwrap();
        gradcheck(y.clone(), |y| x.clone().outer(y)).unwrap();
        gradcheck(x.clone(), |x| x.clone().dot(x)).unwrap();
    }
}
