//! Matrices in slices, whatever their strides.

use crate::storage::{Float, scratch};

/// A matrix in a slice: element (i, j) is at `i * row_stride + j * col_stride`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Matrix<'a, A> {
    pub(super) data: &'a [A],
    pub(super) rows: usize,
    pub(super) cols: usize,
    pub(super) row_stride: usize,
    pub(super) col_stride: usize,
}

impl<'a, A> Matrix<'a, A> {
    /// A row-major matrix.
    pub(crate) fn new(data: &'a [A], rows: usize, cols: usize) -> Self {
        Matrix::strided(data, rows, cols, cols, 1)
    }

    pub(crate) fn strided(
        data: &'a [A],
        rows: usize,
        cols: usize,
        row_stride: usize,
        col_stride: usize,
    ) -> Self {
        let last = rows.saturating_sub(1) * row_stride + cols.saturating_sub(1) * col_stride;
        assert!(rows * cols == 0 || last < data.len(), "a matrix of {rows}×{cols} outside of its slice");
        Matrix { data, rows, cols, row_stride, col_stride }
    }

    /// `len` rows from row `first`.
    pub(super) fn rows(self, first: usize, len: usize) -> Self {
        let data = if len == 0 { &[] } else { &self.data[first * self.row_stride..] };
        Matrix { data, rows: len, ..self }
    }

    /// Whether the elements of a row stand together.
    #[inline(always)]
    pub(super) fn has_rows_together(&self) -> bool {
        self.col_stride == 1
    }

    /// Row `i`, whose elements must [stand together](Self::has_rows_together).
    #[inline(always)]
    pub(super) fn row(&self, i: usize) -> &'a [A] {
        &self.data[i * self.row_stride..][..self.cols]
    }

    /// Copies row `i`.
    #[inline(always)]
    pub(super) fn copy_row(&self, i: usize, to: &mut [A])
    where
        A: Copy,
    {
        let row = self.data[i * self.row_stride..].iter().step_by(self.col_stride);
        to.iter_mut().zip(row).for_each(|(to, x)| *to = *x);
    }

    /// The transposed matrix.
    pub(crate) fn t(self) -> Self {
        Matrix {
            rows: self.cols,
            cols: self.rows,
            row_stride: self.col_stride,
            col_stride: self.row_stride,
            ..self
        }
    }
}

/// The rows of a matrix, copied if their elements do not stand together.
pub(super) fn rows_of<'a, A: Float>(a: Matrix<'a, A>, copy: &'a mut Vec<A>) -> Vec<&'a [A]> {
    if a.has_rows_together() {
        return (0..a.rows).map(|i| a.row(i)).collect();
    }
    *copy = scratch(a.rows * a.cols);
    copy.chunks_exact_mut(a.cols.max(1)).enumerate().for_each(|(i, to)| a.copy_row(i, to));
    (0..a.rows).map(|i| &copy[i * a.cols..][..a.cols]).collect()
}
