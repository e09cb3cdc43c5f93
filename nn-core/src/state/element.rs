//! From one element type to another, where nothing but the precision of a float may get lost.

use num_traits::{NumCast, ToPrimitive};

use crate::storage::{Dtype, Element, Float, SharedStorage, dispatch};
use crate::tensor::AnyTensor;

/// The tensor with elements of type `to`. Floats are rounded to the nearest value as PyTorch's `copy_` does;
/// integers must fit; a float does not become an integer, nor an integer a float or a truth value. The error
/// says why not.
pub(super) fn convert(tensor: &AnyTensor, to: Dtype) -> Result<AnyTensor, String> {
    if tensor.dtype() == to {
        return Ok(tensor.clone());
    }
    dispatch!(
        to,
        floats type A => to_float::<A>(tensor),
        integers type A => to_integer::<A>(tensor),
        others => another_type(tensor, to)
    )
}

fn to_float<A: Float>(tensor: &AnyTensor) -> Result<AnyTensor, String> {
    dispatch!(
        tensor.storage(),
        floats s => map(tensor, s, |v| Ok(A::of(v.to_double()))),
        others _ => another_type(tensor, A::DTYPE),
    )
}

fn to_integer<A: Element + NumCast>(tensor: &AnyTensor) -> Result<AnyTensor, String> {
    dispatch!(
        tensor.storage(),
        floats _ => another_type(tensor, A::DTYPE),
        integers s => map(tensor, s, |v| integer::<A>(v)),
        others _ => another_type(tensor, A::DTYPE),
    )
}

fn integer<A: Element + NumCast>(v: impl Element + ToPrimitive) -> Result<A, String> {
    A::from(v).ok_or_else(|| match A::DTYPE {
        Dtype::Usize => format!("holds {v}, expected an index from 0"),
        dtype => format!("holds {v}, which an {dtype} cannot hold"),
    })
}

fn another_type(tensor: &AnyTensor, to: Dtype) -> Result<AnyTensor, String> {
    Err(format!("has elements of type {}, expected {to}", tensor.dtype()))
}

fn map<A: Element, B: Element>(
    tensor: &AnyTensor,
    elements: &SharedStorage<A>,
    convert: impl Fn(A) -> Result<B, String>,
) -> Result<AnyTensor, String> {
    let converted: Vec<B> = elements.as_slice().iter().map(|v| convert(*v)).collect::<Result<_, _>>()?;
    Ok(AnyTensor::new(tensor.shape(), B::erase(SharedStorage::new(converted))))
}

/// Whether shape, type and every bit are the same.
pub(super) fn same(a: &AnyTensor, b: &AnyTensor) -> bool {
    a.shape() == b.shape() && dispatch!(a.storage(), a => are_identical(a.as_slice(), b.as_slice()))
}

fn are_identical<A: Element>(a: &[A], b: Option<&[A]>) -> bool {
    b.is_some_and(|b| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.is_identical(*b)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Tensor;

    fn any<A: Element>(elements: Vec<A>) -> AnyTensor {
        Tensor::from(elements).into()
    }

    #[test]
    fn floats_are_rounded_and_integers_must_fit() {
        let halves = convert(&any(vec![0.5f64, 1e300, f64::NAN]), Dtype::F32).unwrap();
        let halves = halves.as_slice::<f32>().unwrap();
        assert_eq!(halves[..2], [0.5, f32::INFINITY]);
        assert!(halves[2].is_nan());
        assert_eq!(convert(&any(vec![0.5f32]), Dtype::F64).unwrap().as_slice::<f64>().unwrap(), [0.5]);
        assert_eq!(convert(&any(vec![3i64]), Dtype::Usize).unwrap().as_slice::<usize>().unwrap(), [3]);
        assert_eq!(
            convert(&any(vec![3i64, -1]), Dtype::Usize).unwrap_err(),
            "holds -1, expected an index from 0"
        );
        assert_eq!(
            convert(&any(vec![1.0f32]), Dtype::I64).unwrap_err(),
            "has elements of type f32, expected i64"
        );
    }

    #[test]
    fn same_means_every_bit() {
        assert!(same(&any(vec![f32::NAN]), &any(vec![f32::NAN])));
        assert!(!same(&any(vec![0.0f32]), &any(vec![-0.0f32])));
        assert!(!same(&any(vec![0.0f32]), &any(vec![0.0f64])));
        assert!(!same(&any(vec![true]), &any(vec![true, true])));
    }
}
