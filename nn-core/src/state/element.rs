//! From one element type to another, where nothing but the precision of a float may get lost.

use crate::storage::{AnyStorage, Dtype, Element, SharedStorage};
use crate::tensor::AnyTensor;

/// The tensor with elements of type `to`. Floats are rounded to the nearest value as PyTorch's `copy_` does;
/// integers must fit; a float does not become an integer, nor an integer a float or a truth value. The error
/// says why not.
pub(super) fn convert(tensor: &AnyTensor, to: Dtype) -> Result<AnyTensor, String> {
    match (tensor.storage(), to) {
        (storage, to) if storage.dtype() == to => Ok(tensor.clone()),
        (AnyStorage::F64(s), Dtype::F32) => map(tensor, s, |v| Ok(v as f32)),
        (AnyStorage::F32(s), Dtype::F64) => map(tensor, s, |v| Ok(f64::from(v))),
        (AnyStorage::I64(s), Dtype::Usize) => {
            map(tensor, s, |v| usize::try_from(v).map_err(|_| format!("holds {v}, expected an index from 0")))
        }
        (AnyStorage::Usize(s), Dtype::I64) => {
            map(tensor, s, |v| i64::try_from(v).map_err(|_| format!("holds {v}, which an i64 cannot hold")))
        }
        (storage, to) => Err(format!("has elements of type {}, expected {to}", storage.dtype())),
    }
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
    a.shape() == b.shape()
        && match (a.storage(), b.storage()) {
            (AnyStorage::F32(a), AnyStorage::F32(b)) => equal(a, b, |v| v.to_bits()),
            (AnyStorage::F64(a), AnyStorage::F64(b)) => equal(a, b, |v| v.to_bits()),
            (AnyStorage::I64(a), AnyStorage::I64(b)) => equal(a, b, |v| v),
            (AnyStorage::Usize(a), AnyStorage::Usize(b)) => equal(a, b, |v| v),
            (AnyStorage::Bool(a), AnyStorage::Bool(b)) => equal(a, b, |v| v),
            _ => false,
        }
}

fn equal<A: Element, B: PartialEq>(
    a: &SharedStorage<A>,
    b: &SharedStorage<A>,
    bits: impl Fn(A) -> B,
) -> bool {
    a.as_slice().iter().map(|v| bits(*v)).eq(b.as_slice().iter().map(|v| bits(*v)))
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
