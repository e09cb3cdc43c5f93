//! The check of a gradient by finite differences, as `torch.autograd.gradcheck`.

use crate::autodiff::Tape;
use crate::tensor::Tensor;

/// The step of the differences: in f64 it leaves about ten correct digits.
const STEP: f64 = 1e-6;
const RELATIVE: f64 = 1e-5;
const ABSOLUTE: f64 = 1e-7;

/// Compares the gradient of `Σ c·f(x)`, for fixed irregular `c`, with `(f(x + h) − f(x − h)) / 2h` for each element
/// of `x`. To check another operand than the first, let the closure capture the first.
///
/// ```
/// use nn_core::gradcheck::gradcheck;
/// use nn_core::prelude::*;
///
/// gradcheck(Tensor::from([0.3, -1.2, 2.0]), |x| x.tanh()).unwrap();
/// ```
///
/// # Errors
///
/// Names the first element whose gradient is off, what it is and what it should be.
pub fn gradcheck<const N: usize, const M: usize>(
    x: impl Into<Tensor<N, f64>>,
    f: impl Fn(Tensor<N, f64>) -> Tensor<M, f64>,
) -> Result<(), String> {
    let x = x.into();
    let loss = |x: Tensor<N, f64>| {
        let y = f(x);
        let c = irregular(y.shape());
        (y * c).sum()
    };
    let tape = Tape::new(0);
    let input = tape.input(x.clone()).requires_grad();
    let gradients = loss(input.clone()).backward();
    let gradient = gradients.wrt(&input).ok_or("the input took no part in the result")?;
    for i in 0..x.len() {
        // On a tape of the same seed, so that random layers draw the same numbers.
        let at = |step: f64| {
            let mut moved = x.off_tape();
            moved.as_mut_slice()[i] += step;
            loss(Tape::new(0).input(moved)).item()
        };
        let want = (at(STEP) - at(-STEP)) / (2.0 * STEP);
        let got = gradient.as_slice()[i];
        // A NaN on either side is no agreement, nor is an infinity, which everything would be near to.
        let agree = want.is_finite() && (got - want).abs() <= ABSOLUTE + RELATIVE * want.abs();
        if !agree {
            return Err(format!("element {i}: the gradient is {got}, finite differences give {want}"));
        }
    }
    Ok(())
}

/// Values between −1 and 1 without a pattern that could hide an error, the same each time.
pub fn irregular<const N: usize>(shape: [usize; N]) -> Tensor<N, f64> {
    // The fractional parts of the multiples of the golden ratio are spread evenly.
    let elements =
        (1..=shape.iter().product::<usize>()).map(|i| (i as f64 * 0.618_033_988_749_895).fract() * 2.0 - 1.0);
    Tensor::new(shape, elements.collect())
}

#[cfg(test)]
mod tests {
    use super::{STEP, gradcheck, irregular};
    use crate::tensor::{Op, Tensor};

    /// The values as they are, with a gradient that is `factor` times the true one.
    fn wrong(factor: f64) -> impl Fn(Tensor<1, f64>) -> Tensor<1, f64> {
        move |x| {
            let mut op = Op::new();
            let input = op.input(&x);
            op.finish(x.off_tape(), move |dy, grads| grads.add(input, dy.scale(factor)))
        }
    }

    #[test]
    fn a_wrong_gradient_is_found_and_nan_is_one() {
        assert!(gradcheck(irregular([3]), wrong(1.0)).is_ok());
        for factor in [1.001, -1.0, 0.0, f64::NAN, f64::INFINITY] {
            let error = gradcheck(irregular([3]), wrong(factor)).unwrap_err();
            assert!(error.starts_with("element 0: the gradient is "), "{error}");
        }
    }

    #[test]
    fn a_value_that_is_no_number_is_found() {
        assert!(gradcheck(irregular([3]), |x| x * f64::NAN).is_err());
    }

    #[test]
    fn infinite_differences_are_found() {
        let error = gradcheck([0.0], |x| 1.0 / (x - STEP)).unwrap_err();
        assert!(error.ends_with("finite differences give inf") || error.ends_with("give -inf"), "{error}");
    }

    #[test]
    #[should_panic(expected = "shape")]
    fn a_gradient_of_another_shape_is_found() {
        let cut = |x: Tensor<1, f64>| {
            let mut op = Op::new();
            let input = op.input(&x);
            op.finish(x.off_tape(), move |dy, grads| grads.add(input, dy.slice(0, 0..2)))
        };
        drop(gradcheck(irregular([3]), cut));
    }
}
