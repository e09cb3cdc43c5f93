//! Elements in the memory of the process.

use super::Element;

/// Elements that go back to the pool of their type.
#[derive(Debug)]
pub(super) struct Buffer<A: Element>(pub(super) Vec<A>);

impl<A: Element> Buffer<A> {
    /// The elements without their buffer.
    pub(super) fn take(&mut self) -> Vec<A> {
        std::mem::take(&mut self.0)
    }
}

impl<A: Element> Drop for Buffer<A> {
    fn drop(&mut self) {
        A::pool().give(self.take());
    }
}
