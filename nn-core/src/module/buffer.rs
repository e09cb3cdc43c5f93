//! Buffers: tensors that are saved but not trained.

use std::marker::PhantomData;

use super::guard::Marker;
use super::{Module, Path, Visit, VisitMut};
use crate::autodiff::{BufferId, Tape, Update, UpdateFn};
use crate::storage::{AnyStorage, Element};
use crate::tensor::{AnyTensor, Tensor};

/// A tensor that belongs to a model's state but is not trained, such as a running mean: PyTorch's
/// `register_buffer`.
///
/// A forward does not change a buffer: it asks for an [update](Buffer::update), which travels with the
/// gradients and is applied by the optimizer's `step`.
///
/// ```
/// use nn_core::prelude::*;
///
/// let mask = Buffer::new(Tensor::from([1.0, 0.0]));
/// assert_eq!(mask.value().as_slice(), [1.0, 0.0]);
/// ```
pub struct Buffer<const N: usize, A: Element = f32> {
    id: BufferId,
    value: Tensor<N, A>,
    frozen: bool,
    /// A model that leaves out a buffer would not save it: see [`guard`](super::guard).
    marker: PhantomData<Marker>,
}

impl<const N: usize, A: Element> Buffer<N, A> {
    /// A buffer with the given first value.
    pub fn new(value: impl Into<Tensor<N, A>>) -> Self {
        Buffer { id: BufferId::new(), value: value.into().detach(), frozen: false, marker: PhantomData }
    }

    /// The value.
    pub fn value(&self) -> &Tensor<N, A> {
        &self.value
    }

    /// Gives the buffer another value, of any shape.
    pub fn set_value(&mut self, value: impl Into<Tensor<N, A>>) {
        self.value = value.into().detach();
    }

    /// Whether updates of the buffer are ignored, as those of a frozen batch norm are.
    pub fn is_frozen(&self) -> bool {
        self.frozen
    }

    /// Asks for a change of the buffer's elements at the optimizer's next `step`. Several changes of one
    /// buffer are applied in the order in which they were asked for. A frozen buffer, and one inside a
    /// [`Frozen`](super::Frozen), ignores it.
    pub fn update(&self, tape: &Tape, change: impl FnOnce(&mut [A]) + Send + 'static) {
        if self.frozen || tape.is_frozen() {
            return;
        }
        let apply: UpdateFn = Box::new(move |storage| {
            change(storage.as_mut_slice().expect("a buffer keeps its element type"));
        });
        tape.update(Update { buffer: self.id, apply, registered: false });
    }
}

impl<const N: usize, A: Element> Clone for Buffer<N, A> {
    fn clone(&self) -> Self {
        Buffer { id: BufferId::new(), value: self.value.clone(), frozen: self.frozen, marker: PhantomData }
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
    /// Whether updates of the buffer are to be ignored.
    fn set_frozen(&mut self, frozen: bool);
    /// The value; shares the buffer's memory until either is written.
    fn value(&self) -> AnyTensor;
    /// Gives the buffer another value. `Err` gives back one of another shape or element type.
    fn set_value(&mut self, value: AnyTensor) -> Result<(), AnyTensor>;
    /// Hands the elements to `change`, which must keep their number.
    #[doc(hidden)]
    fn change(&mut self, change: &mut dyn FnMut(&mut AnyStorage));
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

    fn change(&mut self, change: &mut dyn FnMut(&mut AnyStorage)) {
        self.value.change(change);
    }
}
