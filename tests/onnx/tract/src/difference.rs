//! How far two tensors are apart, as `verify.py` counts it.

use anyhow::Result;
use tract_onnx::prelude::Tensor;

/// The largest difference of an element, in parts of the largest element if that is above 1; infinite where shapes differ.
pub(crate) fn difference(got: &Tensor, want: &Tensor) -> Result<f64> {
    if got.shape() != want.shape() {
        return Ok(f64::INFINITY);
    }
    let (got, want) = (doubles(got)?, doubles(want)?);
    let finite = want.iter().filter(|x| x.is_finite());
    let largest = finite.fold(1.0_f64, |largest, x| largest.max(x.abs()));
    let apart = |(got, want): (&f64, &f64)| match (got - want).abs() / largest {
        _ if got == want || (got.is_nan() && want.is_nan()) => 0.0,
        parts if parts.is_nan() => f64::INFINITY,
        parts => parts,
    };
    Ok(got.iter().zip(&want).map(apart).fold(0.0, f64::max))
}

/// The elements, whatever their type.
fn doubles(tensor: &Tensor) -> Result<Vec<f64>> {
    let tensor = tensor.cast_to::<f64>()?;
    Ok(tensor.to_plain_array_view::<f64>()?.iter().copied().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use tract_onnx::prelude::tensor1;

    #[test]
    fn what_differs_and_what_does_not() {
        let of = |got: &[f32], want: &[f32]| difference(&tensor1(got), &tensor1(want)).unwrap();
        assert_eq!(of(&[1.0, f32::NAN, f32::INFINITY], &[1.0, f32::NAN, f32::INFINITY]), 0.0);
        assert_eq!(of(&[0.5, 0.0], &[0.25, 0.0]), 0.25);
        assert_eq!(of(&[101.0, 8.0], &[100.0, 8.0]), 0.01);
        assert_eq!(of(&[f32::NAN], &[1.0]), f64::INFINITY);
        assert_eq!(of(&[1.0], &[f32::INFINITY]), f64::INFINITY);
        assert_eq!(of(&[1.0, 2.0], &[1.0]), f64::INFINITY);
    }
}
