//! Buffers: tensors that are saved but not trained.

use std::marker::PhantomData;

use super::guard::Marker;
use super::{Module, Path, Visit, VisitMut};
use crate::autodiff::{BufferId, Change};
use crate::device::Device;
use crate::storage::{Dtype, Element};
use crate::tensor::{AnyTensor, Tensor};

/// A tensor that belongs to a model's state but is not trained, such as a running mean: PyTorch's
/// `register_buffer`.
///
/// A forward does not change a buffer: it asks for an update, which travels with the gradients and is applied by the
/// optimizer's `step`: [`blend`](Buffer::blend) for a moving average, [`average`](Buffer::average), [`add`](Buffer::add)
/// for a counter, [`set`](Buffer::set).
///
/// ```
/// use nn_core::prelude::*;
///
/// let mask = Buffer::new(Tensor::from([1.0, 0.0]));
/// assert_eq!(mask.value().as_slice(), [1.0, 0.0]);
/// ```
#[doc(alias = "register_buffer")]
pub struct Buffer<const N: usize, A: Element = f32> {
    id: BufferId,
    value: Tensor<N, A>,
    frozen: bool,
    /// How many updates by [`average`](Buffer::average) were applied.
    averaged: u64,
    /// A model that leaves out a buffer would not save it: see [`guard`](super::guard).
    marker: PhantomData<Marker>,
}

impl<const N: usize, A: Element> Buffer<N, A> {
    /// A buffer with the given initial value.
    pub fn new(value: impl Into<Tensor<N, A>>) -> Self {
        Buffer {
            id: BufferId::new(),
            value: value.into().off_tape(),
            frozen: false,
            averaged: 0,
            marker: PhantomData,
        }
    }

    /// The value.
    pub fn value(&self) -> &Tensor<N, A> {
        &self.value
    }

    /// Gives the buffer another value, of any shape.
    pub fn set_value(&mut self, value: impl Into<Tensor<N, A>>) {
        self.value = value.into().off_tape();
    }

    /// Whether updates of the buffer are ignored, as those of a frozen batch norm are.
    pub fn is_frozen(&self) -> bool {
        self.frozen
    }

    pub(super) fn averaged(&self) -> u64 {
        self.averaged
    }
}

impl<const N: usize, A: Element> Clone for Buffer<N, A> {
    fn clone(&self) -> Self {
        Buffer { id: BufferId::new(), value: self.value.clone(), ..*self }
    }
}

impl<const N: usize, A: Element> std::fmt::Debug for Buffer<N, A> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Buffer({:?})", self.value.shape())
    }
}

#[diagnostic::do_not_recommend]
impl<const N: usize, A: Element> Module for Buffer<N, A> {
    fn visit(&self, at: &Path<'_>, visit: &mut Visit<'_>) {
        visit.buffer(at, self);
    }

    fn visit_mut(&mut self, at: &Path<'_>, visit: &mut VisitMut<'_>) {
        visit.buffer(at, self);
    }
}

/// A buffer of any rank and element type, as visitors see it.
pub trait AnyBuffer: Send + Sync {
    /// The buffer's identity.
    fn id(&self) -> BufferId;
    /// The size of each axis.
    fn shape(&self) -> &[usize];
    /// Whether updates of the buffer are ignored.
    fn is_frozen(&self) -> bool;
    /// Sets whether updates of the buffer are ignored.
    fn set_frozen(&mut self, frozen: bool);
    /// The value; shares the buffer's memory until either is written.
    fn value(&self) -> AnyTensor;
    /// Gives the buffer another value. `Err` gives back one of another shape or element type.
    fn set_value(&mut self, value: AnyTensor) -> Result<(), AnyTensor>;
    /// Moves the value to a device; counters stay on the host, where nothing waits for them.
    #[doc(hidden)]
    fn move_to(&mut self, device: &Device);
    /// Applies an update, whose values have the buffer's shape and element type.
    #[doc(hidden)]
    fn apply(&mut self, change: &Change);
}

impl<const N: usize, A: Element> AnyBuffer for Buffer<N, A> {
    fn id(&self) -> BufferId {
        self.id
    }

    fn shape(&self) -> &[usize] {
        self.value.shape_ref()
    }

    fn is_frozen(&self) -> bool {
        self.frozen
    }

    fn set_frozen(&mut self, frozen: bool) {
        self.frozen = frozen;
    }

    fn value(&self) -> AnyTensor {
        self.value.erased()
    }

    fn set_value(&mut self, value: AnyTensor) -> Result<(), AnyTensor> {
        self.value.assign(value)
    }

    fn move_to(&mut self, device: &Device) {
        if A::DTYPE != Dtype::I64 {
            self.value = self.value.clone().placed_on(device);
        }
    }

    fn apply(&mut self, change: &Change) {
        let averaged = &mut self.averaged;
        self.value.change(&mut |elements| change.apply(elements, averaged));
    }
}
