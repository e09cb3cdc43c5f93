//! A tensor whose rank and element type are known at run time only.

use ndarray::ArrayViewD;

use super::Tensor;
use crate::storage::{AnyStorage, Dtype, Element};

/// A tensor of any rank and element type: what state dicts hold.
#[derive(Clone, Debug)]
pub struct AnyTensor {
    sizes: Sizes,
    storage: AnyStorage,
}

impl AnyTensor {
    #[inline]
    pub(crate) fn new(shape: &[usize], storage: AnyStorage) -> Self {
        debug_assert_eq!(shape.iter().product::<usize>(), storage.len());
        AnyTensor { sizes: Sizes::new(shape), storage }
    }

    /// The size of each axis.
    pub fn shape(&self) -> &[usize] {
        self.sizes.as_slice()
    }

    /// The number of elements.
    pub fn len(&self) -> usize {
        self.storage.len()
    }

    /// Whether there are no elements.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(crate) fn num_bytes(&self) -> usize {
        self.len() * self.dtype().size()
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
        ArrayViewD::from_shape(self.shape(), self.as_slice()?).ok()
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

impl<const N: usize, A: Element> Tensor<N, A> {
    /// The same values as a tensor of any rank and element type.
    #[inline]
    pub(crate) fn erased(&self) -> AnyTensor {
        AnyTensor::new(self.shape_ref(), A::erase(self.storage().clone()))
    }
}

impl<const N: usize, A: Element> From<Tensor<N, A>> for AnyTensor {
    fn from(tensor: Tensor<N, A>) -> Self {
        let shape = tensor.shape();
        AnyTensor::new(&shape, A::erase(tensor.into_storage()))
    }
}

/// The size of each axis: without an allocation for the ranks that layers have. A variant a rank, since what stands
/// beside a small number is copied in pieces that do not lie on word boundaries.
#[derive(Clone, Debug)]
enum Sizes {
    Zero,
    One([usize; 1]),
    Two([usize; 2]),
    Three([usize; 3]),
    Four([usize; 4]),
    More(Box<[usize]>),
}

impl Sizes {
    #[inline]
    fn new(shape: &[usize]) -> Self {
        match *shape {
            [] => Sizes::Zero,
            [a] => Sizes::One([a]),
            [a, b] => Sizes::Two([a, b]),
            [a, b, c] => Sizes::Three([a, b, c]),
            [a, b, c, d] => Sizes::Four([a, b, c, d]),
            _ => Sizes::More(shape.into()),
        }
    }

    #[inline]
    fn as_slice(&self) -> &[usize] {
        match self {
            Sizes::Zero => &[],
            Sizes::One(sizes) => sizes,
            Sizes::Two(sizes) => sizes,
            Sizes::Three(sizes) => sizes,
            Sizes::Four(sizes) => sizes,
            Sizes::More(sizes) => sizes,
        }
    }
}
