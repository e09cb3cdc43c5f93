//! Elements in the memory of the process.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::sync::OnceLock;

use super::Element;

/// Elements that go back to the pool of their type.
#[derive(Debug)]
pub(super) struct Buffer<A: Element> {
    elements: Vec<A>,
    /// The same elements in another order, for a kernel that reads them again and again.
    // A tensor that were not unwind safe would look like a parameter to the guard.
    arranged: AssertUnwindSafe<OnceLock<Box<dyn Any + Send + Sync>>>,
}

impl<A: Element> Buffer<A> {
    pub(super) fn new(elements: Vec<A>) -> Self {
        Buffer { elements, arranged: AssertUnwindSafe(OnceLock::new()) }
    }

    #[inline]
    pub(super) fn as_slice(&self) -> &[A] {
        &self.elements
    }

    /// The elements for writing; what was arranged of them is forgotten.
    #[inline]
    pub(super) fn as_mut_slice(&mut self) -> &mut [A] {
        _ = self.arranged.take();
        &mut self.elements
    }

    /// The elements without their buffer.
    pub(super) fn take(&mut self) -> Vec<A> {
        std::mem::take(&mut self.elements)
    }

    /// What was [arranged](Self::arrange), if it is of this type.
    #[inline]
    pub(super) fn arranged<T: Any>(&self) -> Option<&T> {
        self.arranged.get()?.downcast_ref()
    }

    /// Keeps what `arrange` makes of the elements until they are written. It runs outside of any lock, so that it may use
    /// all threads.
    pub(super) fn arrange<T: Any + Send + Sync>(&self, arrange: impl FnOnce(&[A]) -> T) -> Option<&T> {
        if self.arranged.get().is_none() {
            // Another thread may have been faster; its result is the same.
            _ = self.arranged.set(Box::new(arrange(&self.elements)));
        }
        self.arranged()
    }
}

impl<A: Element> Drop for Buffer<A> {
    fn drop(&mut self) {
        A::pool().give(self.take());
    }
}

#[cfg(test)]
mod tests {
    use crate::storage::SharedStorage;
    use crate::tensor::Tensor;

    #[test]
    fn what_was_arranged_is_kept_until_the_elements_are_written() {
        let mut x = SharedStorage::new(vec![1.0, 2.0, 3.0]);
        assert_eq!(x.arranged::<Vec<f64>>(), None);
        let reversed = |x: &[f64]| x.iter().rev().copied().collect::<Vec<_>>();
        assert_eq!(x.arrange(reversed), Some(&vec![3.0, 2.0, 1.0]));
        // Nothing is made anew, and nothing else takes its place.
        assert_eq!(x.arrange(|_| vec![0.0]), Some(&vec![3.0, 2.0, 1.0]));
        assert_eq!(x.arrange(|_| 1_u8), None);

        // Somebody else holds the elements: who writes writes a copy.
        let before = x.clone();
        x.make_mut()[0] = 5.0;
        assert_eq!(x.arranged::<Vec<f64>>(), None);
        assert_eq!(before.arranged(), Some(&vec![3.0, 2.0, 1.0]));
        assert_eq!(x.arrange(reversed), Some(&vec![3.0, 2.0, 5.0]));

        x.get_mut().unwrap()[0] = 7.0;
        assert_eq!(x.arrange(reversed), Some(&vec![3.0, 2.0, 7.0]));
        assert_eq!(x.into_vec(), [7.0, 2.0, 3.0]);
    }

    #[test]
    fn elements_that_wait_are_arranged_as_well() {
        let mut x = Tensor::<2, f64>::zeros([400, 300]).slice(1, 1..201).into_storage();
        assert!(x.as_pending().is_some() && x.arranged::<usize>().is_none());
        assert_eq!(x.arrange(<[f64]>::len), Some(&(400 * 200)));
        assert_eq!(x.arranged(), Some(&(400_usize * 200)));
        x.make_mut()[0] = 1.0;
        assert_eq!(x.arranged::<usize>(), None);
    }

    #[test]
    fn nothing_is_arranged_of_elements_that_are_not_there() {
        assert_eq!(SharedStorage::<f64>::meta(3).arrange(<[f64]>::to_vec), None);
    }
}
