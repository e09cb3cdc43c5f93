//! Powers and roots of each element, and whole numbers near it.

use crate::device::Unary;
use crate::storage::Float;
use crate::tensor::Tensor;

/// The exponent of [`Tensor::pow`]: a float of the element type, or an `i32`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no exponent for elements of type `{A}`",
    label = "expected `{A}` or `i32`"
)]
pub trait Exponent<A: Float> {
    /// The power of each element.
    #[doc(hidden)]
    #[track_caller]
    fn power_of<const N: usize>(self, x: Tensor<N, A>) -> Tensor<N, A>;
}

impl<A: Float> Exponent<A> for A {
    #[track_caller]
    fn power_of<const N: usize>(self, x: Tensor<N, A>) -> Tensor<N, A> {
        x.powf(self)
    }
}

impl<A: Float> Exponent<A> for i32 {
    #[track_caller]
    fn power_of<const N: usize>(self, x: Tensor<N, A>) -> Tensor<N, A> {
        x.powi(self)
    }
}

impl<const N: usize, A: Float> Tensor<N, A> {
    /// The power of each element: [`powf`](Self::powf) of a float, [`powi`](Self::powi) of an `i32`, as
    /// [`torch.pow`](https://docs.pytorch.org/docs/2.8/generated/torch.pow.html).
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// assert_eq!(Tensor::from([4.0, 9.0]).pow(0.5).as_slice(), [2.0, 3.0]);
    /// assert_eq!(Tensor::from([-2.0, 3.0]).pow(3).as_slice(), [-8.0, 27.0]);
    /// ```
    #[track_caller]
    pub fn pow(self, exponent: impl Exponent<A>) -> Self {
        exponent.power_of(self)
    }

    /// `x²` of each element.
    #[track_caller]
    pub fn square(self) -> Self {
        self.map("square", Unary::Powi { exponent: 2 })
    }

    /// `1 / √x` of each element.
    #[track_caller]
    pub fn rsqrt(self) -> Self {
        self.map("rsqrt", Unary::Rsqrt)
    }

    /// `1 / x` of each element.
    #[track_caller]
    pub fn reciprocal(self) -> Self {
        self.map("reciprocal", Unary::Reciprocal { dividend: 1.0 })
    }

    /// 1 for each element above 0, −1 for each below, and 0 for 0. Its derivative is 0.
    #[doc(alias = "sgn")]
    #[track_caller]
    pub fn sign(self) -> Self {
        self.map("sign", Unary::Sign)
    }

    /// The nearest whole number, of two the even one, as
    /// [`torch.round`](https://docs.pytorch.org/docs/2.8/generated/torch.round.html). Its derivative is 0.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// assert_eq!(Tensor::from([0.5, 1.5, -2.7]).round().as_slice(), [0.0, 2.0, -3.0]);
    /// ```
    #[track_caller]
    pub fn round(self) -> Self {
        self.map("round", Unary::Round)
    }

    /// The largest whole number that is not above the element. Its derivative is 0.
    #[track_caller]
    pub fn floor(self) -> Self {
        self.map("floor", Unary::Floor)
    }

    /// The smallest whole number that is not below the element. Its derivative is 0.
    #[track_caller]
    pub fn ceil(self) -> Self {
        self.map("ceil", Unary::Ceil)
    }
}

#[cfg(test)]
mod tests {
    use crate::gradcheck::{gradcheck, irregular};
    use crate::tensor::Tensor;

    #[test]
    fn powers_and_roots() {
        let x = irregular([7]) + 2.0;
        for f in [Tensor::square, Tensor::rsqrt, Tensor::reciprocal] {
            gradcheck::<1, 1>(x.clone(), f).unwrap();
        }
        gradcheck(x.clone(), |x| x.pow(1.5)).unwrap();
        gradcheck(x.clone(), |x| x.pow(3)).unwrap();
        for f in [Tensor::sign, Tensor::round, Tensor::floor, Tensor::ceil] {
            gradcheck::<1, 1>(irregular([7]) * 3.0, f).unwrap();
        }
    }

    #[test]
    fn whole_numbers_are_pytorchs() {
        let x = Tensor::from([-2.5_f32, -1.5, -0.5, 0.0, 0.5, 2.5, 3.5, 1e30, f32::NAN]);
        assert_eq!(x.clone().round().as_slice()[..8], [-2.0, -2.0, 0.0, 0.0, 0.0, 2.0, 4.0, 1e30]);
        assert_eq!(x.clone().floor().as_slice()[..5], [-3.0, -2.0, -1.0, 0.0, 0.0]);
        assert_eq!(x.clone().ceil().as_slice()[..5], [-2.0, -1.0, 0.0, 0.0, 1.0]);
        assert_eq!(x.clone().sign().as_slice()[2..5], [-1.0, 0.0, 1.0]);
        assert!(x.clone().round().as_slice()[8].is_nan() && x.sign().as_slice()[8].is_nan());
    }
}
