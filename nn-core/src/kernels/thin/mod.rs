//! Products of few rows and a large matrix. `gemm` lays out the large matrix anew for each product, which takes longer
//! than to multiply it by a few rows; here it is read once, where it lies.

mod columns;
mod rows;
#[cfg(test)]
mod tests;

use super::matmul::Addend;
use super::matrix::{Matrix, rows_of};
use super::parallel::{Columns, column_bands, each};
use super::simd::has_fma;
use super::vector::with_vectors;
use crate::storage::{Float, recycle};

/// Below this many columns little is saved.
const COLUMNS: usize = 256;
/// How far apart rows are, in bytes, that lie at the same place of the first-level cache.
const SAME_PLACE: usize = 4096;
/// The elements of a matrix that does not stay in the caches between two tiles.
const LARGE: usize = 3 * 1024 * 1024;
/// The same if its rows displace each other.
const LARGE_DISPLACED: usize = 512 * 1024;

/// Whether a product is one of few rows and a large matrix, for which this was measured to be faster than `gemm`.
#[inline]
pub(super) fn is_thin<A>(a: &Matrix<'_, A>, b: &Matrix<'_, A>) -> bool {
    let (m, k, n) = (a.rows, b.rows, b.cols);
    let pays = match (b.row_stride, b.col_stride) {
        (1, _) => k >= 128 && m > 1 && m * size_of::<A>() <= if k < 1024 { 192 } else { 256 },
        // `gemm` does not lay out such a matrix either, if the rows are so few, but reads it for each tile.
        (apart, 1) => {
            let displaced = (apart * size_of::<A>()).is_multiple_of(SAME_PLACE);
            let least = if displaced { LARGE_DISPLACED } else { LARGE };
            k >= 256 && (8..=40).contains(&m) && k * n >= least
        }
        _ => false,
    };
    pays && n >= COLUMNS && has_fma()
}

/// `c = a · b` and what it is added to, for a `b` whose columns or rows stand together, and a row-major `c` with rows
/// `stride` apart. Each element is summed as `gemm` does, in the same pieces and order, whatever else is computed: where
/// both multiply and add at once, no bit tells who computed it.
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
        let one = |Columns { first, rows: mut c }: Columns<'_, A>| {
            let len = c[0].len();
            let (b, addend) = (of_columns(first, len), addend.columns(first, len));
            with_vectors(Product { a: &panels, b, c: &mut c, addend });
        };
        return in_parts(c, (a.rows, b.cols, stride), columns::BAND, parallel, one);
    }
    let mut copy = Vec::new();
    let rows = rows_of(a, &mut copy);
    let one = |Columns { first, rows: mut c }: Columns<'_, A>| {
        let len = c[0].len();
        let (b, addend) = (of_columns(first, len), addend.columns(first, len));
        with_vectors(Product { a: &rows[..], b, c: &mut c, addend });
    };
    in_parts(c, (a.rows, b.cols, stride), rows::BAND, parallel, one);
    recycle(copy);
}

/// A product of the few rows, as they are laid out, and some columns of the large matrix.
struct Product<'a, 'b, A, L> {
    a: L,
    b: Matrix<'a, A>,
    c: &'a mut [&'b mut [A]],
    addend: Addend<'a, A>,
}

/// Calls `f` with `band` columns of the result at a time, on all threads if it is `parallel`.
fn in_parts<A: Float>(
    c: &mut [A],
    sizes: (usize, usize, usize),
    band: usize,
    parallel: bool,
    f: impl Fn(Columns<'_, A>) + Sync,
) {
    let parts = column_bands(c, sizes, band);
    if parallel { each(parts, f) } else { parts.for_each(f) }
}
