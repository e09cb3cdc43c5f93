//! Where the columns of the large matrix stand together, as those of `Wᵀ` do: tiles of `cᵀ = bᵀ · aᵀ`, whose panels are
//! the few rows, laid out once.

use super::write;
use crate::kernels::matmul::Addend;
use crate::kernels::matrix::Matrix;
use crate::kernels::simd::simd;
use crate::kernels::tile::{ROWS, SLACK, height, line_start, multiply};
use crate::storage::{Float, recycle, scratch};

/// How many columns of the result are computed before they are written, row by row.
pub(super) const BAND: usize = 96;
/// The longest sums in one piece, whose part of a panel stays in the first-level cache.
const PIECE: usize = 256;
/// The elements of most panels: two vectors of `f32` of AVX2.
const WIDE: usize = 16;
/// The elements of the widest.
const WIDEST: usize = 24;
/// The elements of the narrowest, of which the others are multiples.
const NARROW: usize = 8;

/// The few rows in panels: an element of each of several rows side by side, then the next. The last panel is filled up
/// with zeros.
pub(super) struct Panels<A: Float> {
    buffer: Vec<A>,
    widths: Vec<usize>,
    inner: usize,
}

impl<A: Float> Drop for Panels<A> {
    fn drop(&mut self) {
        recycle(std::mem::take(&mut self.buffer));
    }
}

impl<A: Float> Panels<A> {
    pub(super) fn new(a: Matrix<'_, A>) -> Self {
        let (inner, widths) = (a.cols, widths(a.rows));
        let mut buffer = scratch(widths.iter().sum::<usize>() * inner + SLACK);
        let start = line_start(&buffer);
        let (mut panels, mut first) = (&mut buffer[start..], 0);
        for width in &widths {
            let (panel, rest) = panels.split_at_mut(width * inner);
            lay_out(a, first, *width, panel);
            (panels, first) = (rest, first + width);
        }
        Panels { buffer, widths, inner }
    }

    fn padded_rows(&self) -> usize {
        self.widths.iter().sum()
    }
}

/// The widths of the panels of so many rows. The last is narrower or wider than the others, so that little is filled up.
fn widths(rows: usize) -> Vec<usize> {
    let mut widths = vec![WIDE; rows.saturating_sub(WIDEST).div_ceil(WIDE)];
    widths.push((rows - widths.len() * WIDE).next_multiple_of(NARROW));
    widths
}

/// Lays out `width` rows of `a`, from row `first` on, with zeros for those that there are not.
fn lay_out<A: Float>(a: Matrix<'_, A>, first: usize, width: usize, panel: &mut [A]) {
    for i in 0..width {
        let places = panel[i..].iter_mut().step_by(width);
        if first + i < a.rows {
            let row = a.data[(first + i) * a.row_stride..].iter().step_by(a.col_stride);
            places.zip(row).for_each(|(to, x)| *to = *x);
        } else {
            places.for_each(|to| *to = A::zero());
        }
    }
}

simd! {
    /// Some columns of the result, of those of `b`.
    pub(super) fn product[A: Float](
        a: &Panels<A>,
        b: Matrix<'_, A>,
        c: &mut [&mut [A]],
        addend: Addend<'_, A>,
    ) {
        let columns: Vec<&[A]> = (0..b.cols).map(|j| b.t().row(j)).collect();
        let rows = a.padded_rows();
        let mut sums = scratch(rows * columns.len());
        for first in (0..a.inner).step_by(PIECE) {
            let mut panels = &a.buffer[line_start(&a.buffer)..];
            let mut row = 0;
            for width in &a.widths {
                let panel = &panels[first * width..(first + PIECE).min(a.inner) * width];
                let sums = (&mut sums[row..], rows);
                match *width {
                    NARROW => add_panel::<A, NARROW>(&columns, first, panel, sums),
                    WIDE => add_panel::<A, WIDE>(&columns, first, panel, sums),
                    _ => add_panel::<A, WIDEST>(&columns, first, panel, sums),
                }
                (panels, row) = (&panels[width * a.inner..], row + width);
            }
        }
        for (i, c) in c.iter_mut().enumerate() {
            write(c, sums[i..].iter().step_by(rows), addend);
        }
        recycle(sums);
    }
}

/// Writes a piece of the products of the columns and a panel, which stand `apart` for each column, or adds it.
#[inline(always)]
fn add_panel<A: Float, const WIDTH: usize>(
    columns: &[&[A]],
    first: usize,
    panel: &[A],
    (sums, apart): (&mut [A], usize),
) {
    let height = height::<A>(columns.len(), WIDTH);
    let mut products = [[A::zero(); WIDTH]; ROWS];
    for (columns, sums) in columns.chunks(height).zip(sums.chunks_mut(height * apart)) {
        multiply(columns, first, panel.as_chunks().0, &mut products);
        for (products, sums) in products.iter().zip(sums.chunks_mut(apart)) {
            let sums = &mut sums[..WIDTH];
            match first {
                0 => sums.copy_from_slice(products),
                _ => sums.iter_mut().zip(products).for_each(|(sum, x)| *sum += *x),
            }
        }
    }
}
