//! Elements that repeat along an axis, and are written out only where somebody looks at them: the gradients of sums.

use std::sync::OnceLock;

use super::buffer::Buffer;
use super::{Element, SharedStorage, scratch};
use crate::kernels::reduce::AxisSizes;
use crate::kernels::stream::written;

/// The elements of a smaller array, of which each stands for as many as the axis has.
#[derive(Debug)]
pub(crate) struct Repeated<A: Element> {
    elements: SharedStorage<A>,
    sizes: AxisSizes,
    shown: OnceLock<Buffer<A>>,
}

impl<A: Element> Repeated<A> {
    pub(super) fn new(elements: SharedStorage<A>, sizes: AxisSizes) -> Self {
        assert_eq!(elements.len(), sizes.reduced(), "elements that stand for the others");
        Repeated { elements, sizes, shown: OnceLock::new() }
    }

    /// The elements that stand for the others.
    pub(crate) fn elements(&self) -> &SharedStorage<A> {
        &self.elements
    }

    pub(crate) fn sizes(&self) -> AxisSizes {
        self.sizes
    }

    pub(super) fn len(&self) -> usize {
        self.sizes.reduced() * self.sizes.axis
    }

    /// The elements from the one at `at` on, as many as there is place for.
    pub(crate) fn write(&self, at: usize, to: &mut [A]) {
        let AxisSizes { axis, inner, .. } = self.sizes;
        let elements = self.elements.as_slice();
        let (mut at, mut to) = (at, to);
        while !to.is_empty() {
            let (block, within) = (at / (axis * inner) * inner, at % (axis * inner));
            let (run, first) = match inner {
                1 => (axis - within, block),
                _ => (inner - within % inner, block + within % inner),
            };
            let part;
            let run = run.min(to.len());
            (part, to) = to.split_at_mut(run);
            match inner {
                1 => part.fill(elements[first]),
                _ => part.copy_from_slice(&elements[first..first + run]),
            }
            at += run;
        }
    }

    /// All elements.
    pub(super) fn written(&self) -> Vec<A> {
        let mut all = scratch(self.len());
        written(&mut all, &|at, part| self.write(at, part));
        all
    }

    pub(super) fn as_slice(&self) -> &[A] {
        if self.shown.get().is_none() {
            // No thread waits for another, as where elements are pending.
            let _ = self.shown.set(Buffer::new(self.written()));
        }
        self.shown.get().expect("just written").as_slice()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn each_element_is_the_one_that_stands_for_it(
            outer in 0..5usize, axis in 1..7usize, inner in 1..9usize, skip in 0..10usize,
        ) {
            let elements: Vec<i64> = (0..(outer * inner) as i64).collect();
            let sizes = AxisSizes { outer, axis, inner };
            let storage = SharedStorage::repeated(SharedStorage::new(elements), sizes);
            let want: Vec<i64> =
                (0..outer * axis * inner).map(|i| (i / (axis * inner) * inner + i % inner) as i64).collect();
            prop_assert_eq!(storage.len(), want.len());
            prop_assert!(storage.is_here());
            let skip = skip.min(want.len());
            let mut part = vec![-1; want.len() - skip];
            storage.as_repeated().unwrap().write(skip, &mut part);
            prop_assert_eq!(&part, &want[skip..]);
            prop_assert_eq!(storage.as_slice(), &want);
            let mut copy = storage.clone();
            prop_assert!(copy.get_mut().is_none());
            copy.make_mut().fill(7);
            prop_assert_eq!(storage.clone().written_out().into_vec(), want.clone());
            prop_assert_eq!(storage.into_vec(), want);
        }
    }
}
