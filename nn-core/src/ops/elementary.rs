//! Elementary functions of each element.

use crate::device::Unary;
use crate::storage::Float;
use crate::tensor::Tensor;

impl<const N: usize, A: Float> Tensor<N, A> {
    /// `eˣ` of each element.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// assert_eq!(Tensor::from([0.0, f32::NEG_INFINITY]).exp().as_slice(), [1.0, 0.0]);
    /// ```
    #[track_caller]
    pub fn exp(self) -> Self {
        self.map("exp", Unary::Exp)
    }

    /// The natural logarithm of each element.
    #[track_caller]
    pub fn ln(self) -> Self {
        self.map("ln", Unary::Ln)
    }

    /// The square root of each element.
    #[track_caller]
    pub fn sqrt(self) -> Self {
        self.map("sqrt", Unary::Sqrt)
    }

    /// The absolute value of each element; the derivative at 0 is 0.
    #[track_caller]
    pub fn abs(self) -> Self {
        self.map("abs", Unary::Abs)
    }

    /// `xᵖ` of each element.
    #[track_caller]
    pub fn powf(self, p: A) -> Self {
        self.map("powf", Unary::Powf { exponent: p.to_double() })
    }

    /// `xⁿ` of each element.
    #[track_caller]
    pub fn powi(self, n: i32) -> Self {
        self.map("powi", Unary::Powi { exponent: n })
    }

    /// The sine of each element, in radians.
    #[track_caller]
    pub fn sin(self) -> Self {
        self.map("sin", Unary::Sin)
    }

    /// The cosine of each element, in radians.
    #[track_caller]
    pub fn cos(self) -> Self {
        self.map("cos", Unary::Cos)
    }

    /// Each element, or the nearest bound if it is outside of `min..=max`. Inside and on the bounds the
    /// derivative is 1, outside 0. As in
    /// [`torch.clamp`](https://pytorch.org/docs/stable/generated/torch.clamp.html), every element becomes `max` if
    /// that is below `min`, and NaN if a bound is.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// let x = Tensor::from([-1.0, 0.5, 2.0]);
    /// assert_eq!(x.clone().clamp(0.0, 1.0).as_slice(), [0.0, 0.5, 1.0]);
    /// assert_eq!(x.clamp(1.0, 0.0).as_slice(), [0.0; 3]);
    /// ```
    #[doc(alias = "clip")]
    #[track_caller]
    pub fn clamp(self, min: A, max: A) -> Self {
        self.map("clamp", Unary::Clamp { min: min.to_double(), max: max.to_double() })
    }
}

#[cfg(test)]
mod tests {
    use crate::gradcheck::{gradcheck, irregular};
    use crate::tensor::Tensor;

    #[test]
    fn functions_of_positive_numbers() {
        let x = irregular([7]) + 2.0;
        for f in [Tensor::exp, Tensor::ln, Tensor::sqrt, Tensor::abs, Tensor::sin, Tensor::cos] {
            gradcheck::<1, 1>(x.clone(), f).unwrap();
        }
        gradcheck(x.clone(), |x| x.powf(2.5)).unwrap();
        gradcheck(x.clone(), |x| x.powf(0.0)).unwrap();
        gradcheck(-x, |x| x.powi(3)).unwrap();
    }

    #[test]
    fn clamp_and_abs_around_zero() {
        gradcheck(irregular([9]), |x| x.clamp(-0.5, 0.25)).unwrap();
        gradcheck::<1, 1>(irregular([9]), Tensor::abs).unwrap();
    }

    #[test]
    fn clamp_treats_bounds_in_the_wrong_order_and_nan_as_pytorch() {
        let x = || crate::Tape::new(0).input(Tensor::from([-1.0f32, 0.5, 2.0, f32::NAN])).requires_grad();
        let crossed = x().clamp(1.0, 0.0);
        assert_eq!(crossed.as_slice()[..3], [0.0; 3]);
        assert!(crossed.as_slice()[3].is_nan());
        for (min, max) in [(f32::NAN, 1.0), (0.0, f32::NAN), (f32::NAN, f32::NAN)] {
            assert!(x().clamp(min, max).as_slice().iter().all(|y| y.is_nan()));
        }
        for (min, max) in [(1.0, 0.0), (f32::NAN, 1.0)] {
            let x = x();
            assert_eq!(x.clone().clamp(min, max).sum().backward().wrt(&x).unwrap().as_slice(), [0.0; 4]);
        }
        let open = x().clamp(f32::NEG_INFINITY, f32::INFINITY);
        assert_eq!(open.as_slice()[..3], [-1.0, 0.5, 2.0]);
    }
}
