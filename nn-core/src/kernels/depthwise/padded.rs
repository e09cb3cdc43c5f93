//! A plane between its padding, with the columns that lie a stride apart side by side.

use super::sums::{LANES, ROWS};
use crate::kernels::phases::{Run, put_runs};
use crate::kernels::simd::simd;
use crate::storage::{Float, recycle, zeros};

/// How a plane lies in its padding. Column `i` of a row stands in the part `i % stride`, so that what neighbouring
/// outputs see stands together.
#[derive(Clone, Copy, Debug)]
pub(super) struct Padded {
    /// The rows and columns that are seen, padding among them.
    pub(super) seen: [usize; 2],
    /// The padding above and to the left.
    pub(super) before: [usize; 2],
    pub(super) stride: [usize; 2],
}

impl Padded {
    /// With room for the vector in which the last column is.
    fn part(&self) -> usize {
        self.seen[1].div_ceil(self.stride[1]).saturating_add(LANES)
    }

    fn line(&self) -> usize {
        self.part().saturating_mul(self.stride[1])
    }

    /// From what an output sees to what that below it does.
    pub(super) fn pitch(&self) -> usize {
        self.line() * self.stride[0]
    }

    /// With room for the block of rows in which the last one is.
    pub(super) fn len(&self) -> usize {
        let rows = self.seen[0].saturating_add(ROWS * self.stride[0]);
        rows.saturating_mul(self.line()).saturating_add(LANES)
    }

    pub(super) fn place(&self, row: usize, column: usize) -> usize {
        row * self.line() + column % self.stride[1] * self.part() + column / self.stride[1]
    }

    /// Puts a plane of rows of `width` elements into its padding. What no output sees is left out.
    pub(super) fn fill<A: Float>(&self, plane: &[A], width: usize, padded: &mut [A]) {
        let rows = self.seen[0].saturating_sub(self.before[0]);
        let columns = self.seen[1].saturating_sub(self.before[1]).min(width);
        let stride = self.stride[1];
        let plane = &plane[..plane.len().min(rows * width)];
        if plane.is_empty() {
            return;
        }
        let run = |first: usize| {
            let at = self.place(0, first + self.before[1]);
            Run::new(first, at, columns.saturating_sub(first).div_ceil(stride))
        };
        let runs: Vec<Run> = (0..stride).map(run).collect();
        fill_rows(plane, width, &runs, &mut padded[self.before[0] * self.line()..], self.line());
    }

    /// Calls `f` with room for a plane in its padding.
    pub(super) fn with<A: Float>(&self, f: impl FnOnce(&mut [A])) {
        let mut padded = zeros(self.len());
        f(&mut padded);
        recycle(padded);
    }
}

simd! {
    /// Puts the runs of each row of `width` elements into a row of a `line`.
    fn fill_rows[A: Float](plane: &[A], width: usize, runs: &[Run], padded: &mut [A], line: usize) {
        for (row, padded) in plane.chunks_exact(width).zip(padded.chunks_mut(line)) {
            put_runs(row, runs, padded);
        }
    }
}
