//! Panels of a matrix: some of its columns, a row after another, so that a product reads them in order.

use pulp::{Simd, WithSimd};

use super::matrix::Matrix;
use super::vector::{Lanes, used_lanes, with_vectors};
use crate::storage::Float;

/// The side of a block that is transposed in registers.
const BLOCK: usize = 8;

/// The most vectors of columns of a panel. With AVX-512 a tile of six rows and four vectors takes 1.4 instructions for
/// each product; products by it were faster than by tiles of nine rows and three vectors, or of twelve and two.
fn widest<A: Lanes>() -> usize {
    if used_lanes::<A>() * size_of::<A>() < 64 { 2 } else { 4 }
}

/// In how many panels so many columns are laid out, and how many columns each has: nearly the same number, so that little of
/// the last is for nothing.
pub(super) fn divided<A: Lanes>(columns: usize) -> (usize, usize) {
    let vectors = columns.div_ceil(used_lanes::<A>());
    let panels = vectors.div_ceil(widest::<A>());
    (panels, vectors.div_ceil(panels.max(1)) * used_lanes::<A>())
}

/// Lays out `width` columns of a matrix, from the `first` on. What there is no column for keeps what was there, for no column of
/// a result.
pub(super) fn lay_out<A: Float>(matrix: Matrix<'_, A>, first: usize, width: usize, panel: &mut [A]) {
    if matrix.rows == 0 {
        return;
    }
    with_vectors(LayOut { matrix, first, width, panel });
}

struct LayOut<'a, 'p, A> {
    matrix: Matrix<'a, A>,
    first: usize,
    width: usize,
    panel: &'p mut [A],
}

impl<A: Float> WithSimd for LayOut<'_, '_, A> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let LayOut { matrix, first, width, panel } = self;
        let columns = width.min(matrix.cols - first);
        if matrix.row_stride == 1 {
            return columns_together(matrix, first, (columns, width), panel);
        }
        for (i, row) in panel.chunks_exact_mut(width).enumerate() {
            let from = &matrix.data[i * matrix.row_stride + first * matrix.col_stride..];
            match matrix.has_rows_together() {
                true => row[..columns].copy_from_slice(&from[..columns]),
                false => row[..columns]
                    .iter_mut()
                    .zip(from.iter().step_by(matrix.col_stride))
                    .for_each(|(to, x)| *to = *x),
            }
        }
    }
}

/// Block by block, and what is left of it.
#[inline(always)]
fn columns_together<A: Float>(
    matrix: Matrix<'_, A>,
    first: usize,
    (columns, width): (usize, usize),
    panel: &mut [A],
) {
    let blocks = columns / BLOCK;
    for block in (0..blocks).map(|block| block * BLOCK) {
        let columns: [&[A]; BLOCK] = std::array::from_fn(|j| matrix.t().row(first + block + j));
        transpose(columns, &mut panel[block..], width);
    }
    for j in blocks * BLOCK..columns {
        panel[j..].iter_mut().step_by(width).zip(matrix.t().row(first + j)).for_each(|(to, x)| *to = *x);
    }
}

/// Writes the elements of some columns side by side, in rows `width` apart.
#[inline(always)]
fn transpose<A: Copy>(columns: [&[A]; BLOCK], to: &mut [A], width: usize) {
    let whole = columns[0].len() / BLOCK * BLOCK;
    for i in (0..whole).step_by(BLOCK) {
        let block: [[A; BLOCK]; BLOCK] =
            std::array::from_fn(|j| *columns[j][i..].first_chunk().expect("a whole block"));
        for k in 0..BLOCK {
            let row: [A; BLOCK] = std::array::from_fn(|j| block[j][k]);
            to[(i + k) * width..][..BLOCK].copy_from_slice(&row);
        }
    }
    for i in whole..columns[0].len() {
        for (to, column) in to[i * width..].iter_mut().zip(columns) {
            *to = column[i];
        }
    }
}
