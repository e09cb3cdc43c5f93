//! What a function that waits is computed from.

use std::sync::Arc;

use super::PIECE;
use crate::kernels::channels::runs;
use crate::kernels::reduce::AxisSizes;
use crate::storage::{Compute, Finish, Float, SharedStorage};

/// The longest chains that grow. What goes on from a longer one has it computed, so that a loop makes no chain without end.
const LONGEST: usize = 8;
/// The shortest runs of equal or neighbouring elements that are worth writing one by one.
const SHORTEST: usize = 16;
/// Neighbours that are so many are read where they are, and not copied first.
const LONG: usize = 256;

/// The elements of an operand.
#[derive(Debug)]
pub(super) enum Operand<A: Float> {
    /// In memory.
    Held(SharedStorage<A>),
    /// An element for each place of one axis.
    Stretched(SharedStorage<A>, AxisSizes),
    /// Computed on the way.
    Waiting(Arc<dyn Compute<A>>),
}

impl<A: Float> Operand<A> {
    /// All elements of `x`. Those that wait are computed on the way, unless that is long or would be done twice.
    pub(super) fn of(x: &SharedStorage<A>) -> Self {
        match x.as_pending() {
            Some(how) if how.steps() <= LONGEST && (how.is_cheap() || x.is_unique()) => Operand::Waiting(how),
            Some(_) => {
                x.as_slice();
                Operand::Held(x.clone())
            }
            None => Operand::Held(x.clone()),
        }
    }

    pub(super) fn steps(&self) -> usize {
        if let Operand::Waiting(how) = self { how.steps() } else { 0 }
    }

    pub(super) fn is_cheap(&self) -> bool {
        if let Operand::Waiting(how) = self { how.is_cheap() } else { true }
    }

    pub(super) fn is_together(&self) -> bool {
        if let Operand::Waiting(how) = self { how.is_together() } else { false }
    }

    /// All elements, if they wait and are computed [together](Compute::together).
    pub(super) fn together(&self, finish: Finish<'_, A>) -> Option<Vec<A>> {
        if let Operand::Waiting(how) = self { how.together(finish) } else { None }
    }

    /// Writes the elements from the one at `at` on.
    pub(super) fn write(&self, at: usize, to: &mut [A]) {
        match self {
            Operand::Held(x) => match x.as_repeated() {
                Some(repeated) => repeated.write(at, to),
                None => to.copy_from_slice(&x.as_slice()[at..at + to.len()]),
            },
            Operand::Stretched(x, axis_sizes) => write_stretched(x.as_slice(), *axis_sizes, at, to),
            Operand::Waiting(how) => how.write(at, to),
        }
    }

    /// Whether all elements are in memory, one after another.
    pub(super) fn is_held(&self) -> bool {
        matches!(self, Operand::Held(x) if x.as_repeated().is_none())
    }

    /// `len` elements from the one at `at` on, if they are in memory.
    pub(super) fn held(&self, at: usize, len: usize) -> Option<&[A]> {
        match self {
            Operand::Held(x) if x.as_repeated().is_none() => Some(&x.as_slice()[at..at + len]),
            Operand::Stretched(x, AxisSizes { axis, inner: 1, .. }) if at % axis + len <= *axis => {
                Some(&x.as_slice()[at % axis..][..len])
            }
            _ => None,
        }
    }

    /// How many elements from the one at `at` on are worth reading on their own, as they are [held](Self::held) and those behind
    /// them are not.
    pub(super) fn run(&self, at: usize) -> usize {
        match self {
            Operand::Stretched(_, AxisSizes { axis, inner: 1, .. }) if *axis >= LONG => axis - at % axis,
            _ => usize::MAX,
        }
    }

    /// Calls `f` with `len` elements from the one at `at` on.
    pub(super) fn read(&self, at: usize, len: usize, f: impl FnOnce(&[A])) {
        if let Some(held) = self.held(at, len) {
            return f(held);
        }
        let mut piece = [A::zero(); PIECE];
        self.write(at, &mut piece[..len]);
        f(&piece[..len]);
    }
}

fn write_stretched<A: Float>(x: &[A], axis_sizes: AxisSizes, at: usize, to: &mut [A]) {
    for (first, part) in runs(axis_sizes, at, to.len()) {
        let to = &mut to[part];
        match axis_sizes.inner {
            1 => to.copy_from_slice(&x[first..first + to.len()]),
            _ => to.fill(x[first]),
        }
    }
}

/// An operand that is stretched over the shape of the result: `None` unless it has neighbouring axes of it, and all elements
/// of these, in runs that are worth writing.
pub(super) fn stretched<A: Float>(
    (x, of): (&SharedStorage<A>, &[usize]),
    shape: &[usize],
) -> Option<Operand<A>> {
    if of == shape {
        return Some(Operand::of(x));
    }
    let is_own = |axis: &usize| of[*axis] == shape[*axis] && shape[*axis] > 1;
    let axes = 0..shape.len();
    let (begin, end) = match (axes.clone().find(is_own), axes.clone().rfind(is_own)) {
        (Some(first), Some(last)) => (first, last + 1),
        _ => (shape.len(), shape.len()),
    };
    if (begin..end).any(|axis| of[axis] != shape[axis]) {
        return None;
    }
    let size = |axes: &[usize]| axes.iter().product();
    let axis_sizes = AxisSizes {
        outer: size(&shape[..begin]),
        axis: size(&shape[begin..end]),
        inner: size(&shape[end..]),
    };
    let run = if axis_sizes.inner == 1 { axis_sizes.axis } else { axis_sizes.inner };
    (run >= SHORTEST).then(|| Operand::Stretched(x.clone(), axis_sizes))
}
