//! Products of few rows and a large matrix. `gemm` lays out the large matrix anew for each product, which takes longer
//! than to multiply it by a few rows; here it is read once, where it lies.

mod columns;
mod rows;
#[cfg(test)]
mod tests;

use super::matmul::Addend;
use super::matrix::Matrix;
use super::parallel::each;
use super::simd::has_fma;
use crate::storage::{Float, recycle, scratch};

/// The most rows for which this is faster, where the columns of the large matrix stand together and where its rows do.
const ROWS: [usize; 2] = [48, 40];
/// Below this many columns the rows are laid out for too little.
const COLUMNS: usize = 128;
/// Below this length of the sums writing them takes too long.
const INNER: usize = 64;
/// From this many elements on a matrix whose rows stand together is read faster here, where `gemm` does not lay it out
/// either: then it does not stay in the second-level cache from one tile to the next.
const LARGE: usize = 2 * 1024 * 1024;

/// Whether a product is one of few rows and a large matrix.
#[inline]
pub(super) fn is_thin<A>(a: &Matrix<'_, A>, b: &Matrix<'_, A>) -> bool {
    let (m, k, n) = (a.rows, b.rows, b.cols);
    let pays = match (b.row_stride, b.col_stride) {
        (1, _) => m <= ROWS[0],
        (_, 1) => m <= ROWS[1] && k * n >= LARGE,
        _ => false,
    };
    m > 1 && k >= INNER && n >= COLUMNS && pays && has_fma()
}

/// `c = a · b` and what it is added to, for a `b` whose columns or rows stand together, and a row-major `c` with rows
/// `stride` apart. Each element is summed in pieces of the inner axis, whatever else is computed.
pub(super) fn thin_product<A: Float>(
    a: Matrix<'_, A>,
    b: Matrix<'_, A>,
    c: &mut [A],
    stride: usize,
    addend: Addend<'_, A>,
    parallel: bool,
) {
    let of_columns = |first, len| b.t().rows(first, len).t();
    if b.row_stride == 1 {
        let panels = columns::Panels::new(a);
        let one = |Part { first, mut c }: Part<'_, A>| {
            let len = c[0].len();
            columns::product(&panels, of_columns(first, len), &mut c, addend.columns(first, len));
        };
        return in_parts(c, (a.rows, b.cols, stride), columns::BAND, parallel, one);
    }
    let mut copy = Vec::new();
    let rows = rows_of(a, &mut copy);
    let one = |Part { first, mut c }: Part<'_, A>| {
        let len = c[0].len();
        rows::product(&rows, of_columns(first, len), &mut c, addend.columns(first, len));
    };
    in_parts(c, (a.rows, b.cols, stride), rows::BAND, parallel, one);
    recycle(copy);
}

/// The rows of a matrix, copied if their elements do not stand together.
fn rows_of<'a, A: Float>(a: Matrix<'a, A>, copy: &'a mut Vec<A>) -> Vec<&'a [A]> {
    if a.has_rows_together() {
        return (0..a.rows).map(|i| a.row(i)).collect();
    }
    *copy = scratch(a.rows * a.cols);
    copy.chunks_exact_mut(a.cols).enumerate().for_each(|(i, to)| a.copy_row(i, to));
    copy.chunks_exact(a.cols).collect()
}

/// Some columns of the result: the number of the first, and their elements in each row.
struct Part<'a, A> {
    first: usize,
    c: Vec<&'a mut [A]>,
}

/// Calls `f` with `band` columns of the result at a time, on all threads if it is `parallel`.
fn in_parts<A: Float>(
    c: &mut [A],
    (rows, columns, stride): (usize, usize, usize),
    band: usize,
    parallel: bool,
    f: impl Fn(Part<'_, A>) + Sync,
) {
    let mut bands: Vec<_> = c.chunks_mut(stride).take(rows).map(|c| c[..columns].chunks_mut(band)).collect();
    let parts = (0..columns)
        .step_by(band)
        .map(|first| Part { first, c: bands.iter_mut().filter_map(Iterator::next).collect() });
    if parallel { each(parts, f) } else { parts.for_each(f) }
}

/// Writes the sums of a row of the result, added to what there is to add.
#[inline(always)]
fn write<'a, A: Float>(c: &mut [A], sums: impl Iterator<Item = &'a A>, addend: Addend<'_, A>) {
    match addend {
        Addend::Zero => c.iter_mut().zip(sums).for_each(|(c, sum)| *c = *sum),
        Addend::Output => c.iter_mut().zip(sums).for_each(|(c, sum)| *c += *sum),
        Addend::Row(row) => c.iter_mut().zip(row).zip(sums).for_each(|((c, x), sum)| *c = *x + *sum),
    }
}
