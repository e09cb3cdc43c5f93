//! Tensors: a shape over shared memory, and a place on a tape.

mod any;
mod backward;
mod convert;
mod display;
mod indexing;
mod keep;
mod make;
mod moved;
mod nested;
mod op;
mod rank;
mod record;
mod taped;
mod tensors;
mod traced;
mod volume;

pub use any::AnyTensor;
pub use backward::{Backward, Var};
pub use keep::{Keep, Kept};
pub use make::Steps;
pub use op::Op;
pub use rank::{FromStorage, Placed, Rank};
pub use tensors::{TapeView, Tensors};
pub(crate) use traced::{LayerKind, either, fits, misfit};
pub(crate) use volume::{fits_memory, volume};

use crate::autodiff::Place;
use crate::storage::{AnyStorage, Element, SharedStorage, filled, zeros};

/// A dense array of rank `N`, row-major, with elements `f32` unless said otherwise.
///
/// Cloning is cheap: clones share memory until one of them is written. Operations take tensors by value or by
/// reference; one that is passed by value and held by nobody else gives its memory to the result.
///
/// Functions of single elements wait where they have many results, from 65 536 on: they are computed when somebody looks at
/// the result, a chain of them in one pass over the memory. Whoever takes the time of one must look: `y.as_slice()`.
///
/// A tensor that is [on a tape](crate::Tape::input) records what is done with it; any other is plain data.
///
/// ```
/// use nn_core::prelude::*;
///
/// let x = Tensor::<2>::from(ndarray::array![[1.0, 2.0], [3.0, 4.0]]);
/// let y = (&x * 2.0 + 1.0).sum_axis(1);
/// assert_eq!(y.shape(), [2]);
/// assert_eq!(y.into_array(), ndarray::array![8.0, 16.0]);
/// ```
#[derive(Clone)]
pub struct Tensor<const N: usize, A: Element = f32> {
    shape: [usize; N],
    storage: SharedStorage<A>,
    place: Place,
}

impl<const N: usize, A: Element> Tensor<N, A> {
    /// A tensor of the given shape over elements in row-major order.
    ///
    /// # Panics
    ///
    /// If the number of elements does not fit the shape, or no memory could hold the shape.
    #[doc(alias = "tensor")]
    #[track_caller]
    pub fn new(shape: [usize; N], elements: Vec<A>) -> Self {
        let want = volume::<A>("Tensor::new", &shape);
        assert!(
            elements.len() == want,
            "Tensor::new: shape {shape:?} holds {want} elements, got {}",
            elements.len()
        );
        Tensor { shape, storage: SharedStorage::new(elements), place: Place::Off }
    }

    /// A tensor that holds `value` everywhere.
    ///
    /// # Panics
    ///
    /// If no memory could hold the shape.
    #[track_caller]
    pub fn full(shape: [usize; N], value: A) -> Self {
        Tensor::new(shape, filled(volume::<A>("Tensor::full", &shape), value))
    }

    /// A tensor of zeros (of `false` for a mask).
    ///
    /// # Panics
    ///
    /// If no memory could hold the shape.
    #[track_caller]
    pub fn zeros(shape: [usize; N]) -> Self {
        Tensor::new(shape, zeros(volume::<A>("Tensor::zeros", &shape)))
    }

    /// A tensor whose elements are `f(index)`.
    ///
    /// # Panics
    ///
    /// If no memory could hold the shape.
    #[track_caller]
    pub fn from_fn(shape: [usize; N], mut f: impl FnMut([usize; N]) -> A) -> Self {
        let mut index = [0; N];
        let elements = (0..volume::<A>("Tensor::from_fn", &shape))
            .map(|_| {
                let value = f(index);
                advance(&mut index, &shape);
                value
            })
            .collect();
        Tensor::new(shape, elements)
    }

    /// The size of each axis.
    #[doc(alias = "size")]
    pub fn shape(&self /* of one axis: `shape()[0]` */) -> [usize; N] {
        self.shape
    }

    /// The number of elements.
    #[doc(alias = "numel")]
    pub fn len(&self) -> usize {
        self.shape.iter().product()
    }

    /// Whether there are no elements.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The elements in row-major order.
    #[doc(alias = "tolist")]
    #[track_caller]
    pub fn as_slice(&self) -> &[A] {
        self.storage.as_slice()
    }

    /// The one element of a tensor that has no other: of rank 0, or of size 1 along each axis.
    ///
    /// ```
    /// use nn_core::prelude::*;
    ///
    /// assert_eq!(Tensor::from([1.0, 2.0]).sum().item(), 3.0);
    /// assert_eq!(Tensor::from([[7.0]]).item(), 7.0);
    /// ```
    ///
    /// # Panics
    ///
    /// If there is another number of elements.
    #[track_caller]
    pub fn item(&self) -> A {
        assert!(
            self.len() == 1,
            "item: expected a tensor of one element, got shape {:?}, which holds {}; one of many is `x[[..]]`",
            self.shape,
            self.len()
        );
        self.as_slice()[0]
    }

    /// The elements in row-major order, for writing; copied first if somebody else holds them.
    ///
    /// # Panics
    ///
    /// If the tensor is on a tape, where a change would go unrecorded.
    #[track_caller]
    pub fn as_mut_slice(&mut self) -> &mut [A] {
        assert!(
            self.place.node().is_none(),
            "as_mut_slice: a result on a tape cannot be changed in place; compute with operations, or take it off \
             the tape: `x.off_tape().as_mut_slice()`"
        );
        self.storage.make_mut()
    }

    /// The elements in row-major order; copied if somebody else holds them.
    #[doc(alias = "tolist")]
    #[track_caller]
    pub fn into_vec(self) -> Vec<A> {
        self.into_storage().into_vec()
    }

    pub(crate) fn from_storage(shape: [usize; N], storage: SharedStorage<A>) -> Self {
        debug_assert_eq!(shape.iter().product::<usize>(), storage.len());
        Tensor { shape, storage, place: Place::Off }
    }

    pub(crate) fn storage_mut(&mut self) -> &mut SharedStorage<A> {
        &mut self.storage
    }

    pub(crate) fn storage(&self) -> &SharedStorage<A> {
        &self.storage
    }

    pub(crate) fn into_storage(self) -> SharedStorage<A> {
        self.storage
    }

    pub(crate) fn shape_ref(&self) -> &[usize] {
        &self.shape
    }

    /// Takes over a value of the same shape and element type, on the device where it was; `Err` gives any other back.
    pub(crate) fn assign(&mut self, value: AnyTensor) -> Result<(), AnyTensor> {
        match value.to_tensor::<N, A>() {
            Some(tensor) if tensor.shape == self.shape => {
                *self = tensor.placed_on(&self.device());
                Ok(())
            }
            _ => Err(value),
        }
    }

    /// Hands the memory to `change`, which must keep its length.
    pub(crate) fn change(&mut self, change: &mut dyn FnMut(&mut AnyStorage)) {
        // An empty storage stands in, so that `change` is the only holder and need not copy.
        let storage = std::mem::replace(&mut self.storage, SharedStorage::new(Vec::new()));
        let device = storage.device().cloned().unwrap_or_default();
        let mut storage = A::erase(storage);
        change(&mut storage);
        self.storage = A::reveal_owned(storage).expect("the element type is kept").to(&device);
        debug_assert_eq!(self.shape.iter().product::<usize>(), self.storage.len());
    }

    /// The same elements under another shape, in the same place: a gradient is flat, so this is no operation.
    pub(crate) fn alias<const M: usize>(self, shape: [usize; M]) -> Tensor<M, A> {
        Tensor { shape, storage: self.storage, place: self.place }
    }
}

impl<const N: usize, A: Element> PartialEq for Tensor<N, A> {
    fn eq(&self, other: &Self) -> bool {
        self.shape == other.shape && self.as_slice() == other.as_slice()
    }
}

impl<const N: usize, A: Element> std::fmt::Debug for Tensor<N, A> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let on = if self.tape().is_some() { " on a tape" } else { "" };
        write!(f, "Tensor<{N}, {}>{on} {:?}", A::DTYPE, self.as_array_dyn())
    }
}

/// The next index in row-major order.
pub(crate) fn advance<const N: usize>(index: &mut [usize; N], shape: &[usize; N]) {
    for axis in (0..N).rev() {
        index[axis] += 1;
        if index[axis] < shape[axis] {
            return;
        }
        index[axis] = 0;
    }
}
