//! Parts of arrays that wait until somebody looks at them, so that what puts parts together copies each element once.

use std::ops::Range;
use std::sync::Arc;

use super::reduce::AxisSizes;
use crate::storage::{Compute, Element, SharedStorage};

/// Below this many elements a copy costs little.
const FEWEST: usize = 64 * 1024;
/// The shortest runs of neighbouring elements that are worth copying one by one.
const SHORTEST: usize = 64;

/// The rows `range` of each block of an array.
#[derive(Debug)]
struct Part<A: Element> {
    whole: SharedStorage<A>,
    /// The elements of a block.
    block: usize,
    /// Those of the part.
    range: Range<usize>,
}

impl<A: Element> Compute<A> for Part<A> {
    fn write(&self, at: usize, to: &mut [A]) {
        let (whole, size) = (self.whole.as_slice(), self.range.len());
        let (mut at, mut to) = (at, to);
        while !to.is_empty() {
            let (block, within) = (at / size, at % size);
            let run;
            (run, to) = to.split_at_mut((size - within).min(to.len()));
            run.copy_from_slice(&whole[block * self.block + self.range.start + within..][..run.len()]);
            at += run.len();
        }
    }

    fn steps(&self) -> usize {
        1
    }

    fn is_cheap(&self) -> bool {
        true
    }
}

/// The rows `range` of each block, once somebody looks at them, if they are many.
pub(crate) fn part_later<A: Element>(
    whole: &SharedStorage<A>,
    axis_sizes: AxisSizes,
    range: Range<usize>,
) -> Option<SharedStorage<A>> {
    let AxisSizes { outer, axis, inner } = axis_sizes;
    let (len, run) = (outer * range.len() * inner, range.len() * inner);
    (len >= FEWEST && run >= SHORTEST && whole.is_here()).then(|| {
        let range = range.start * inner..range.end * inner;
        // What the part is of is looked at now: it would be computed for each part otherwise.
        whole.as_slice();
        SharedStorage::pending(len, Arc::new(Part { whole: whole.clone(), block: axis * inner, range }))
    })
}
