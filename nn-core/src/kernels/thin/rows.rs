//! Where the rows of the large matrix stand together: some of its columns are laid out in panels just before all of the
//! few rows are multiplied by them.

use std::ops::Range;

use crate::kernels::matmul::{Addend, piece};
use crate::kernels::matrix::Matrix;
use crate::kernels::simd::simd;
use crate::kernels::tile::{ROWS, SLACK, add_to, height, line_start, multiply};
use crate::storage::{Float, recycle, scratch};

/// How many columns are laid out at a time: of each row so many that little time is lost on its first, and so few that the
/// panels stay in the second-level cache.
pub(super) const BAND: usize = 128;
/// The columns of a panel: two vectors of `f32` of AVX2.
const WIDTH: usize = 16;

simd! {
    /// Some columns of the result, of those of `b`.
    pub(super) fn product[A: Float](
        a: &[&[A]],
        b: Matrix<'_, A>,
        c: &mut [&mut [A]],
        addend: Addend<'_, A>,
    ) {
        let (count, piece) = (b.cols.div_ceil(WIDTH), piece(b.rows));
        // One more than panels have rows, so that the rows of all are not at the same place of the caches.
        let apart = piece + 1;
        let mut buffer = scratch(count * apart * WIDTH + SLACK);
        let start = line_start(&buffer);
        let panels = buffer[start..].as_chunks_mut().0;
        for first in (0..b.rows).step_by(piece) {
            let len = piece.min(b.rows - first);
            lay_out(b.rows(first, len), panels, apart);
            for (i, panel) in panels.chunks(apart).take(count).enumerate() {
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
fn lay_out<A: Float>(b: Matrix<'_, A>, panels: &mut [[A; WIDTH]], apart: usize) {
    for i in 0..b.rows {
        let (whole, rest) = b.row(i).as_chunks();
        let mut places = panels[i..].iter_mut().step_by(apart);
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
    columns: Range<usize>,
    addend: Addend<'_, A>,
) {
    let height = height::<A>(a.len(), WIDTH);
    let mut products = [[A::zero(); WIDTH]; ROWS];
    for (a, c) in a.chunks(height).zip(c.chunks_mut(height)) {
        multiply(a, first, panel, &mut products);
        for (products, c) in products.iter().zip(c) {
            let c = &mut c[columns.clone()];
            match addend {
                Addend::Zero => c.copy_from_slice(&products[..c.len()]),
                Addend::Output => add_to(c, products),
                Addend::Row(row) => c.iter_mut().zip(row).zip(products).for_each(|((c, x), y)| *c = *x + *y),
            }
        }
    }
}
