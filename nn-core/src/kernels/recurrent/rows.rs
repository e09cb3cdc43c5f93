//! The rows of a recurrent layer, and which part of the batch each is of.

use std::ops::Range;

use super::sequence::Recurrence;
use crate::kernels::matmul::Threads;
use crate::kernels::parallel::each;

/// Sequences that are worth a thread of their own: as many as fill the tiles of a product.
const SEQUENCES: usize = 8;
/// The bytes of weights that each thread can read in each step without waiting, from its second-level cache.
const WEIGHTS: usize = 1024 * 1024;
/// Multiplications below which one thread is faster than two.
const PARALLEL: u64 = 1024 * 1024;

/// Rows of `size` elements; none if they are empty.
pub(super) fn rows<A>(x: &[A], size: usize) -> impl Iterator<Item = &[A]> {
    x.chunks_exact(size.max(1))
}

/// The same for writing.
pub(super) fn rows_mut<A>(x: &mut [A], size: usize) -> impl Iterator<Item = &mut [A]> {
    let x = if size == 0 { &mut [] } else { x };
    x.chunks_exact_mut(size.max(1))
}

/// Every `apart`-th row, from the `first` on.
pub(super) fn rows_at<'a, A>(
    rows: &'a mut [&mut [A]],
    [first, apart]: [usize; 2],
) -> impl Iterator<Item = &'a mut [A]> {
    rows.iter_mut().skip(first).step_by(apart).map(|row| &mut **row)
}

/// The row of a number; an empty one if all are.
#[inline]
pub(super) fn row<'a, A>(rows: &[&'a [A]], number: usize) -> &'a [A] {
    rows.get(number).copied().unwrap_or_default()
}

/// The batch in parts, each of which goes through all steps on its own: a thread that shared the work of a step with others
/// would wait for them after each.
pub(super) struct Parts<'a> {
    of: &'a Recurrence,
    /// The sequences of each but the last.
    size: usize,
}

impl<'a> Parts<'a> {
    /// As many as there are threads, if each has enough to do; otherwise all share each step of the only one.
    pub(super) fn new<A>(of: &'a Recurrence) -> Self {
        let threads = rayon::current_num_threads();
        let weights = size_of::<A>() * of.width() * of.output;
        let alone = of.steps > 1
            && of.batch >= SEQUENCES * threads
            && weights <= WEIGHTS
            && of.multiply_adds() >= PARALLEL;
        Parts { of, size: of.batch.div_ceil(if alone { threads } else { 1 }).max(1) }
    }

    pub(super) fn count(&self) -> usize {
        self.of.batch.div_ceil(self.size)
    }

    /// Who computes a step of a part.
    pub(super) fn threads(&self) -> Threads {
        if self.count() > 1 { Threads::One } else { Threads::All }
    }

    /// The layer over the sequences of each part.
    pub(super) fn layers(&self) -> impl Iterator<Item = Recurrence> {
        (0..self.count()).map(|part| {
            let Range { start, end } = part * self.size..((part + 1) * self.size).min(self.of.batch);
            let lengths = self.of.lengths.as_ref().map(|lengths| lengths[start..end].to_vec());
            Recurrence { batch: end - start, lengths, ..self.of.clone() }
        })
    }

    /// Gives each part the rows of its sequences: one for each, or one for each step of each.
    pub(super) fn of<T>(&self, per: Per, rows: impl Iterator<Item = T>) -> std::vec::IntoIter<Vec<T>> {
        let Recurrence { steps, batch, batch_first, .. } = *self.of;
        let mut parts: Vec<Vec<T>> = (0..self.count()).map(|_| Vec::new()).collect();
        for (i, row) in rows.enumerate() {
            let sequence = match per {
                Per::Sequence => i,
                Per::Step if batch_first => i / steps,
                Per::Step => i % batch,
            };
            parts[sequence / self.size].push(row);
        }
        parts.into_iter()
    }
}

/// What there is a row for.
#[derive(Clone, Copy)]
pub(super) enum Per {
    Sequence,
    /// Each step of each sequence.
    Step,
}

/// Calls `f` with each of the sequences, which are one for each of the batch at most, on all threads if a step of them takes
/// long enough.
pub(super) fn each_sequence<T: Send>(
    threads: Threads,
    [batch, hidden]: [usize; 2],
    sequences: impl Iterator<Item = T>,
    f: impl Fn(T) + Sync,
) {
    // Below this many units one thread is faster than two.
    const PARALLEL: usize = 1024;
    // As many as are worth handing over.
    const UNITS: usize = 512;
    if threads == Threads::One || batch * hidden < PARALLEL {
        return sequences.for_each(f);
    }
    let mut sequences: Vec<_> = sequences.map(Some).collect();
    each(sequences.chunks_mut(UNITS.div_ceil(hidden)), |some| {
        some.iter_mut().filter_map(Option::take).for_each(&f);
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::recurrent::Cell;

    fn layer(batch: usize, batch_first: bool) -> Recurrence {
        Recurrence {
            cell: Cell::Lstm,
            steps: 30,
            batch,
            hidden: 64,
            output: 64,
            batch_first,
            reverse: false,
            lengths: Some((0..batch).collect()),
        }
    }

    #[test]
    fn each_row_goes_to_the_part_of_its_sequence() {
        for batch_first in [false, true] {
            let all = layer(17, batch_first);
            let parts = Parts { of: &all, size: 7 };
            let rows = || (0..30 * 17).map(|row| if batch_first { row / 30 } else { row % 17 });
            let mut dealt = parts.of(Per::Step, rows()).zip(parts.of(Per::Sequence, 0..17));
            for (part, sizes) in parts.layers().zip([0..7, 7..14, 14..17]) {
                let (of_steps, of_sequences) = dealt.next().unwrap();
                assert_eq!(of_sequences, sizes.clone().collect::<Vec<_>>());
                assert_eq!(part.lengths, Some(of_sequences));
                for (sequence, step) in (0..part.batch).flat_map(|i| [(i, 0), (i, 29)]) {
                    assert_eq!(of_steps[part.row(step, sequence)], sizes.start + sequence);
                }
            }
            assert!(dealt.next().is_none());
        }
    }

    #[test]
    fn threads_take_sequences_if_each_has_enough() {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
        let count = |batch| pool.install(|| Parts::new::<f32>(&layer(batch, false)).count());
        assert_eq!([0, 1, 2 * SEQUENCES - 1, 2 * SEQUENCES].map(count), [0, 1, 1, 2]);
        let large = Recurrence { hidden: 512, output: 512, ..layer(2 * SEQUENCES, false) };
        assert_eq!(pool.install(|| Parts::new::<f32>(&large).count()), 1);
    }
}
