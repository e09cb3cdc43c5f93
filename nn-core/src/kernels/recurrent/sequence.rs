//! The sizes of a recurrent layer in one direction, and where in its rows a step stands.

use super::cell::Cell;
use crate::kernels::parallel::each;

/// One layer in one direction over a batch of sequences. Its rows, one for each step of each sequence, are a step's
/// sequences one after another, or a sequence's steps if the batch comes first.
#[derive(Clone, Debug)]
pub(crate) struct Recurrence {
    pub(crate) cell: Cell,
    pub(crate) steps: usize,
    pub(crate) batch: usize,
    pub(crate) hidden: usize,
    /// The size of the hidden state: `hidden` unless it is projected.
    pub(crate) output: usize,
    pub(crate) batch_first: bool,
    /// Whether it goes from the last step to the first.
    pub(crate) reverse: bool,
    /// How many steps each sequence has; without it all have all.
    pub(crate) lengths: Option<Vec<usize>>,
}

/// The weights of the hidden state.
pub(crate) struct Weights<'a, A> {
    /// `[gates · hidden, output]`.
    pub(crate) hidden: &'a [A],
    pub(crate) bias: Option<&'a [A]>,
    /// `[output, hidden]`.
    pub(crate) projection: Option<&'a [A]>,
}

impl Recurrence {
    pub(super) fn rows(&self) -> usize {
        self.steps * self.batch
    }

    pub(super) fn width(&self) -> usize {
        self.cell.gates() * self.hidden
    }

    pub(super) fn memory(&self) -> usize {
        if self.cell.has_memory() { self.hidden } else { 0 }
    }

    /// The sizes of the hidden and of the cell state.
    pub(crate) fn state_sizes(&self) -> [[usize; 2]; 2] {
        [self.output, self.memory()].map(|size| [self.batch, size])
    }

    /// How many numbers come out.
    pub(crate) fn len(&self) -> usize {
        (self.rows() + self.batch) * self.output + self.batch * self.memory()
    }

    pub(crate) fn multiply_adds(&self) -> u64 {
        let projection = if self.output == self.hidden { 0 } else { self.hidden };
        (self.rows() as u64).saturating_mul((self.output * (self.width() + projection)) as u64)
    }

    /// The row of a sequence's step.
    pub(super) fn row(&self, step: usize, sequence: usize) -> usize {
        if self.batch_first { sequence * self.steps + step } else { step * self.batch + sequence }
    }

    /// How many rows there are from a sequence to the next.
    pub(super) fn apart(&self) -> usize {
        if self.batch_first { self.steps } else { 1 }
    }

    pub(super) fn order(&self) -> impl DoubleEndedIterator<Item = usize> {
        let (steps, reverse) = (self.steps, self.reverse);
        (0..steps).map(move |i| if reverse { steps - 1 - i } else { i })
    }

    /// Calls `f` with each of the sequences, which are one for each of the batch at most, on all threads if a step of them takes
    /// long enough.
    pub(super) fn each<T: Send>(&self, sequences: impl Iterator<Item = T>, f: impl Fn(T) + Sync) {
        // Below this many units one thread is faster than two.
        const PARALLEL: usize = 1024;
        // As many as are worth handing over.
        const UNITS: usize = 512;
        if self.batch * self.hidden < PARALLEL {
            return sequences.for_each(f);
        }
        let mut sequences: Vec<_> = sequences.map(Some).collect();
        each(sequences.chunks_mut(UNITS.div_ceil(self.hidden)), |some| {
            some.iter_mut().filter_map(Option::take).for_each(&f);
        });
    }

    /// Whether the sequence is that long.
    pub(super) fn has(&self, step: usize, sequence: usize) -> bool {
        self.lengths.as_ref().is_none_or(|lengths| step < lengths[sequence])
    }
}

/// Part `i` of parts of this size.
#[inline]
pub(super) fn part<A>(x: &[A], i: usize, size: usize) -> &[A] {
    &x[i * size..(i + 1) * size]
}

/// Part `i` of parts of this size.
#[inline]
pub(super) fn part_mut<A>(x: &mut [A], i: usize, size: usize) -> &mut [A] {
    &mut x[i * size..(i + 1) * size]
}

/// Every `apart`-th part of this size, from the `first` on; none if they are empty.
pub(super) fn parts_mut<A>(
    x: &mut [A],
    size: usize,
    [first, apart]: [usize; 2],
) -> impl Iterator<Item = &mut [A]> {
    let x = if size == 0 { &mut [] } else { x };
    x.chunks_exact_mut(size.max(1)).skip(first).step_by(apart)
}
