//! Whether two tensors agree.

use std::fmt;

use nn_core::{AnyTensor, Dtype};

const RELATIVE: f64 = 1e-4;
const ABSOLUTE: f64 = 1e-5;

/// How a result differs from PyTorch's.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    what: String,
    how: String,
    /// The largest difference of two elements, infinite if something is missing.
    pub largest: f64,
}

impl Difference {
    /// Something that is missing, or of another shape or type.
    pub fn of_kind(what: &str, how: String) -> Self {
        Difference { what: what.to_owned(), how, largest: f64::INFINITY }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.what, self.how)
    }
}

/// None if both agree: the same shape and elements within 1e-4 relative and 1e-5 absolute; integers must be equal.
pub fn compare(what: &str, got: &AnyTensor, want: &AnyTensor) -> Option<Difference> {
    if got.shape() != want.shape() {
        let how = format!("shape {:?} instead of {:?}", got.shape(), want.shape());
        return Some(Difference::of_kind(what, how));
    }
    let (Some(a), Some(b)) = (numbers(got), numbers(want)) else {
        let how = format!("elements of type {} instead of {}", got.dtype(), want.dtype());
        return Some(Difference::of_kind(what, how));
    };
    let whole = want.dtype() == Dtype::I64;
    let pairs = a.iter().zip(&b).enumerate();
    let distances = pairs.map(|(i, (&got, &want))| (i, distance(got, want), agree(got, want, whole)));
    let (i, largest, _) =
        distances.filter(|(_, _, agrees)| !agrees).max_by(|(_, a, _), (_, b, _)| a.total_cmp(b))?;
    let how = format!("largest difference {largest:.3e}, element {i} is {} instead of {}", a[i], b[i]);
    Some(Difference { what: what.to_owned(), how, largest })
}

fn agree(got: f64, want: f64, whole: bool) -> bool {
    if got == want || (got.is_nan() && want.is_nan()) {
        return true;
    }
    !whole && (got - want).abs() <= ABSOLUTE + RELATIVE * want.abs()
}

fn distance(got: f64, want: f64) -> f64 {
    let distance = (got - want).abs();
    if distance.is_nan() { f64::INFINITY } else { distance }
}

fn numbers(tensor: &AnyTensor) -> Option<Vec<f64>> {
    let single = tensor.as_slice::<f32>().map(|v| v.iter().map(|v| f64::from(*v)).collect());
    single.or_else(|| tensor.as_slice::<i64>().map(|v| v.iter().map(|v| *v as f64).collect()))
}

#[cfg(test)]
mod tests {
    use nn_core::{AnyTensor, Tensor};

    use super::compare;

    fn any(values: &[f32]) -> AnyTensor {
        Tensor::new([values.len()], values.to_vec()).into()
    }

    #[test]
    fn within_and_beyond_the_tolerance() {
        assert_eq!(compare("y", &any(&[100.0, f32::NAN]), &any(&[100.009, f32::NAN])), None);
        let difference = compare("y", &any(&[100.0, 0.0]), &any(&[100.1, 2e-5])).unwrap();
        assert!(difference.to_string().starts_with("y: largest difference 1.000e-1, element 0 is 100"));
        assert!(compare("y", &any(&[f32::NAN]), &any(&[0.0])).is_some());
        assert!(compare("y", &any(&[0.0]), &any(&[0.0, 0.0])).is_some());
        assert!(compare("y", &any(&[1.0]), &AnyTensor::from(Tensor::from([1_usize]))).is_some());
    }
}
