//! Where the rows of the large matrix stand together: some of its columns are laid out in panels just before all of the
//! few rows are multiplied by them.

use super::write;
use crate::kernels::matmul::Addend;
use crate::kernels::matrix::Matrix;
use crate::kernels::simd::simd;
use crate::kernels::tile::{ROWS, SLACK, height, line_start, multiply};
use crate::storage::{Float, recycle, scratch};

/// How many columns are laid out at a time: of each row so many that little time is lost on its first.
pub(super) const BAND: usize = 256;
/// The longest sums in one piece: so much is laid out that it stays in the second-level cache.
const PIECE: usize = 256;
/// The columns of a panel: two vectors of `f32` of AVX2.
const WIDTH: usize = 16;
/// How far panels are apart: one more than they have rows, so that a row of each is not at the same place of the caches.
const APART: usize = PIECE + 1;

simd! {
    /// Some columns of the result, of those of `b`.
    pub(super) fn product[A: Float](
        a: &[&[A]],
        b: Matrix<'_, A>,
        c: &mut [&mut [A]],
        addend: Addend<'_, A>,
    ) {
        let mut buffer = scratch(b.cols.div_ceil(WIDTH) * APART * WIDTH + SLACK);
        let start = line_start(&buffer);
        let panels = buffer[start..].as_chunks_mut().0;
        for first in (0..b.rows).step_by(PIECE) {
            let len = PIECE.min(b.rows - first);
            lay_out(b.rows(first, len), panels);
            for (i, panel) in panels.chunks(APART).take(b.cols.div_ceil(WIDTH)).enumerate() {
                let (column, width) = (i * WIDTH, WIDTH.min(b.cols - i * WIDTH));
                let addend = if first > 0 { Addend::Output } else { addend.columns(column, width) };
                add_panel(a, first, &panel[..len], c, column..column + width, addend);
            }
        }
        recycle(buffer);
    }
}

/// Lays out the columns of `b` in panels. What the last has more keeps what was there, for no column of the result.
#[inline(always)]
fn lay_out<A: Float>(b: Matrix<'_, A>, panels: &mut [[A; WIDTH]]) {
    for i in 0..b.rows {
        let (whole, rest) = b.row(i).as_chunks();
        let mut places = panels[i..].iter_mut().step_by(APART);
        whole.iter().zip(places.by_ref()).for_each(|(x, to)| *to = *x);
        if let (false, Some(to)) = (rest.is_empty(), places.next()) {
            to[..rest.len()].copy_from_slice(rest);
        }
    }
}

#[inline(always)]
fn add_panel<A: Float>(
    a: &[&[A]],
    first: usize,
    panel: &[[A; WIDTH]],
    c: &mut [&mut [A]],
    columns: std::ops::Range<usize>,
    addend: Addend<'_, A>,
) {
    let height = height::<A>(a.len(), WIDTH);
    let mut products = [[A::zero(); WIDTH]; ROWS];
    for (a, c) in a.chunks(height).zip(c.chunks_mut(height)) {
        multiply(a, first, panel, &mut products);
        for (products, c) in products.iter().zip(c) {
            write(&mut c[columns.clone()], products.iter(), addend);
        }
    }
}
