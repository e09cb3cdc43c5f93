//! Flat, shared, reusable memory: what a tensor holds beneath its shape.

mod any;
mod element;
mod recycle;
mod special;

use std::sync::Arc;

pub use any::{AnyStorage, Dtype};
pub use element::{Element, Float};

/// A buffer that goes back to the pool of its element type when it is dropped.
#[derive(Debug)]
struct Storage<A: Element>(Vec<A>);

impl<A: Element> Drop for Storage<A> {
    fn drop(&mut self) {
        A::pool().give(std::mem::take(&mut self.0));
    }
}

/// A buffer that several tensors may hold; it is copied when one of them writes while another holds it.
#[derive(Clone, Debug)]
#[doc(hidden)]
pub struct SharedStorage<A: Element>(Arc<Storage<A>>);

impl<A: Element> SharedStorage<A> {
    pub(crate) fn new(data: Vec<A>) -> Self {
        SharedStorage(Arc::new(Storage(data)))
    }

    pub(crate) fn len(&self) -> usize {
        self.0.0.len()
    }

    pub(crate) fn as_slice(&self) -> &[A] {
        &self.0.0
    }

    /// Whether nobody else holds the buffer.
    pub(crate) fn is_unique(&self) -> bool {
        Arc::strong_count(&self.0) == 1
    }

    /// The elements for writing, if nobody else holds them.
    pub(crate) fn get_mut(&mut self) -> Option<&mut [A]> {
        Arc::get_mut(&mut self.0).map(|s| s.0.as_mut_slice())
    }

    /// The elements for writing; copied first if somebody else holds them.
    pub(crate) fn make_mut(&mut self) -> &mut [A] {
        // Looking at the count is cheaper than asking for the only handle, and there are no weak ones.
        if !self.is_unique() {
            *self = SharedStorage::new(copied(self.as_slice()));
        }
        &mut Arc::get_mut(&mut self.0).expect("just made unique").0
    }

    /// The buffer; copied if somebody else holds it.
    pub(crate) fn into_vec(self) -> Vec<A> {
        match Arc::try_unwrap(self.0) {
            Ok(mut storage) => std::mem::take(&mut storage.0),
            Err(shared) => shared.0.clone(),
        }
    }
}

/// A buffer of `len` elements whose contents are unspecified: the caller writes every one of them.
pub(crate) fn scratch<A: Element>(len: usize) -> Vec<A> {
    A::pool().take(len)
}

/// Hands a buffer that [`scratch`] gave back for reuse.
pub(crate) fn recycle<A: Element>(buffer: Vec<A>) {
    A::pool().give(buffer);
}

/// A buffer of `len` zeros.
pub(crate) fn zeros<A: Element>(len: usize) -> Vec<A> {
    filled(len, A::default())
}

/// A buffer of `len` times `value`.
pub(crate) fn filled<A: Element>(len: usize, value: A) -> Vec<A> {
    let mut buffer = scratch(len);
    buffer.fill(value);
    buffer
}

/// A copy of a slice in a recycled buffer.
pub(crate) fn copied<A: Element>(slice: &[A]) -> Vec<A> {
    let mut buffer = scratch(slice.len());
    buffer.copy_from_slice(slice);
    buffer
}
