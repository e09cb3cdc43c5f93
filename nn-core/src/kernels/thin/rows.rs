//! Where the rows of the large matrix stand together: some of its columns are laid out in panels just before all of the
//! few rows are multiplied by them.

use std::ops::Range;

use pulp::{Simd, WithSimd};

use super::Product;
use crate::kernels::matmul::{Addend, piece};
use crate::kernels::matrix::Matrix;
use crate::kernels::tile::{Products, ROWS, SLACK, height, line_start, multiply, write};
use crate::kernels::vector::{Lanes, lanes};
use crate::storage::{Float, recycle, scratch};

/// How many columns are laid out at a time: of each row so many that little time is lost on its first, and so few that the
/// panels stay in the second-level cache.
pub(super) const BAND: usize = 128;
/// The vectors of columns of a panel.
const VECTORS: usize = 2;

impl<A: Float> WithSimd for Product<'_, '_, A, &[&[A]]> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, s: S) {
        let Product { a, b, c, addend } = self;
        let width = VECTORS * lanes::<S, A>();
        let (count, piece) = (b.cols.div_ceil(width), piece(b.rows));
        // One more than panels have rows, so that the rows of all are not at the same place of the caches.
        let apart = (piece + 1) * width;
        let mut buffer = scratch(count * apart + SLACK);
        let start = line_start(&buffer);
        let panels = &mut buffer[start..];
        for first in (0..b.rows).step_by(piece) {
            let len = piece.min(b.rows - first);
            lay_out(b.rows(first, len), panels, width, apart);
            for (i, panel) in panels.chunks(apart).take(count).enumerate() {
                let (column, width) = (i * width, width.min(b.cols - i * width));
                let addend = if first > 0 { Addend::Output } else { addend.columns(column, width) };
                let panel = &<A as Lanes>::vectors::<S>(panel).as_chunks().0[..len];
                add_panel(s, a, first, panel, c, column..column + width, addend);
            }
        }
        recycle(buffer);
    }
}

/// Lays out the columns of `b` in panels. What the last has more keeps what was there, for no column of the result.
#[inline(always)]
fn lay_out<A: Float>(b: Matrix<'_, A>, panels: &mut [A], width: usize, apart: usize) {
    for i in 0..b.rows {
        for (x, to) in b.row(i).chunks(width).zip(panels[i * width..].chunks_mut(apart)) {
            to[..x.len()].copy_from_slice(x);
        }
    }
}

#[inline(always)]
fn add_panel<S: Simd, A: Float>(
    s: S,
    a: &[&[A]],
    first: usize,
    panel: &[[A::Vector<S>; VECTORS]],
    c: &mut [&mut [A]],
    columns: Range<usize>,
    addend: Addend<'_, A>,
) {
    let height = height(a.len(), VECTORS, size_of::<S::f32s>());
    let mut products: Products<S, A, VECTORS> = [[A::splat(s, A::zero()); VECTORS]; ROWS];
    for (a, c) in a.chunks(height).zip(c.chunks_mut(height)) {
        multiply(s, a, first, panel, &mut products);
        for (products, c) in products.iter().zip(c) {
            write(&mut c[columns.clone()], products, addend);
        }
    }
}
