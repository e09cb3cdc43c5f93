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

    /// Where the rows of planes of `width` columns are put. What no output sees is left out.
    pub(super) fn rows(&self, width: usize) -> Rows {
        let columns = self.seen[1].saturating_sub(self.before[1]).min(width);
        let stride = self.stride[1];
        let run = |first: usize| {
            let at = self.place(0, first + self.before[1]);
            Run::new(first, at, columns.saturating_sub(first).div_ceil(stride))
        };
        Rows {
            width,
            count: self.seen[0].saturating_sub(self.before[0]),
            runs: (0..stride).map(run).collect(),
            first: self.before[0] * self.line(),
            line: self.line(),
        }
    }

    /// Calls `f` with room for a plane in its padding.
    pub(super) fn with<A: Float>(&self, f: impl FnOnce(&mut [A])) {
        let mut padded = zeros(self.len());
        f(&mut padded);
        recycle(padded);
    }
}

/// Rows of so many columns, and how many are seen at most.
pub(super) struct Rows {
    width: usize,
    count: usize,
    /// Where the parts of a row stand in its line.
    runs: Vec<Run>,
    /// Where the first line begins, and how far each is from the next.
    first: usize,
    line: usize,
}

impl Rows {
    /// Puts a plane into its padding.
    pub(super) fn fill<A: Float>(&self, plane: &[A], padded: &mut [A]) {
        let plane = &plane[..plane.len().min(self.count * self.width)];
        if !plane.is_empty() {
            fill_rows(plane, self, &mut padded[self.first..]);
        }
    }
}

simd! {
    fn fill_rows[A: Float](plane: &[A], rows: &Rows, padded: &mut [A]) {
        for (row, padded) in plane.chunks_exact(rows.width).zip(padded.chunks_mut(rows.line)) {
            put_runs(row, &rows.runs, padded);
        }
    }
}
