//! A tensor whose rank and element type are known at run time only.

use ndarray::{ArrayViewD, IxDyn};

use super::Tensor;
use crate::storage::{AnyStorage, Dtype, Element};

/// A tensor of any rank and element type: what state dicts hold.
#[derive(Clone, Debug)]
pub struct AnyTensor {
    shape: IxDyn,
    storage: AnyStorage,
}

impl AnyTensor {
    pub(crate) fn new(shape: &[usize], storage: AnyStorage) -> Self {
        debug_assert_eq!(shape.iter().product::<usize>(), storage.len());
        AnyTensor { shape: IxDyn(shape), storage }
    }

    /// The size of each axis.
    pub fn shape(&self) -> &[usize] {
        ndarray::Dimension::slice(&self.shape)
    }

    /// The number of elements.
    pub fn len(&self) -> usize {
        self.storage.len()
    }

    /// Whether there are no elements.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The type of the elements.
    pub fn dtype(&self) -> Dtype {
        self.storage.dtype()
    }

    /// The elements in row-major order, if they are of type `A`.
    pub fn as_slice<A: Element>(&self) -> Option<&[A]> {
        self.storage.as_slice()
    }

    /// The elements as ndarray's array of any rank, if they are of type `A`.
    pub fn view<A: Element>(&self) -> Option<ArrayViewD<'_, A>> {
        ArrayViewD::from_shape(self.shape.clone(), self.as_slice()?).ok()
    }

    /// The tensor, if its rank is `N` and its elements are of type `A`.
    pub fn to_tensor<const N: usize, A: Element>(&self) -> Option<Tensor<N, A>> {
        let shape = self.shape().try_into().ok()?;
        Some(Tensor::from_storage(shape, A::reveal(&self.storage)?.clone()))
    }

    pub(crate) fn storage(&self) -> &AnyStorage {
        &self.storage
    }
}

impl<const N: usize, A: Element> From<Tensor<N, A>> for AnyTensor {
    fn from(tensor: Tensor<N, A>) -> Self {
        let shape = tensor.shape();
        AnyTensor::new(&shape, A::erase(tensor.into_storage()))
    }
}
