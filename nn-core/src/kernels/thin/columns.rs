//! Where the columns of the large matrix stand together, as those of `Wᵀ` do: tiles of `cᵀ = bᵀ · aᵀ`, whose panels are
//! the few rows, laid out once.

use std::ops::Range;

use pulp::{Simd, WithSimd};

use super::Product;
use crate::kernels::matmul::{Addend, piece};
use crate::kernels::matrix::Matrix;
use crate::kernels::tile::{Products, ROWS, SLACK, add_to, height, line_start, multiply};
use crate::kernels::vector::{Lanes, lanes, numbers, used_lanes};
use crate::storage::{Float, recycle, scratch};

/// How many columns of the result are computed before they are written, row by row.
pub(super) const BAND: usize = 96;
/// The vectors of most panels.
const WIDE: usize = 2;
/// Those of the widest.
const WIDEST: usize = 3;

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
        let (inner, widths) = (a.cols, widths(a.rows, used_lanes::<A>()));
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

    /// Of each panel the number of its first row, its width, and these elements of its rows.
    fn piece(&self, elements: Range<usize>) -> impl Iterator<Item = (usize, usize, &[A])> {
        let panels = &self.buffer[line_start(&self.buffer)..];
        self.widths.iter().scan(0, move |next, &width| {
            let first = *next;
            *next += width;
            let panel = &panels[first * self.inner..][elements.start * width..elements.end * width];
            Some((first, width, panel))
        })
    }
}

/// The widths of the panels of so many rows: two vectors of so many lanes, and one or three in the last, so that little is
/// filled up.
fn widths(rows: usize, lanes: usize) -> Vec<usize> {
    let (wide, widest) = (WIDE * lanes, WIDEST * lanes);
    let mut widths = vec![wide; rows.saturating_sub(widest).div_ceil(wide)];
    widths.push((rows - widths.len() * wide).next_multiple_of(lanes));
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

impl<A: Float> WithSimd for Product<'_, '_, A, &Panels<A>> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, s: S) {
        let Product { a, b, c, addend } = self;
        let columns: Vec<&[A]> = (0..b.cols).map(|j| b.t().row(j)).collect();
        let rows = a.padded_rows();
        let mut sums = scratch(rows * columns.len());
        begin(&mut sums, rows, c, addend);
        let piece = piece(a.inner);
        for first in (0..a.inner).step_by(piece) {
            let add = first > 0 || !matches!(addend, Addend::Zero);
            for (row, width, panel) in a.piece(first..(first + piece).min(a.inner)) {
                let sums = (&mut sums[row..], rows);
                match width / lanes::<S, A>() {
                    1 => add_panel::<S, A, 1>(s, &columns, first, panel, sums, add),
                    WIDE => add_panel::<S, A, WIDE>(s, &columns, first, panel, sums, add),
                    _ => add_panel::<S, A, WIDEST>(s, &columns, first, panel, sums, add),
                }
            }
        }
        for (i, c) in c.iter_mut().enumerate() {
            c.iter_mut().zip(sums[i..].iter().step_by(rows)).for_each(|(c, sum)| *c = *sum);
        }
        recycle(sums);
    }
}

/// What the products are added to: for each column of the result so many rows.
#[inline(always)]
fn begin<A: Float>(sums: &mut [A], rows: usize, c: &[&mut [A]], addend: Addend<'_, A>) {
    match addend {
        Addend::Zero => {}
        Addend::Row(row) => sums.chunks_exact_mut(rows).zip(row).for_each(|(sums, x)| sums.fill(*x)),
        Addend::Output => {
            for (i, c) in c.iter().enumerate() {
                sums[i..].iter_mut().step_by(rows).zip(&**c).for_each(|(sum, c)| *sum = *c);
            }
        }
    }
}

/// Writes a piece of the products of the columns and a panel, which stand `apart` for each column, or adds it.
#[inline(always)]
fn add_panel<S: Simd, A: Float, const N: usize>(
    s: S,
    columns: &[&[A]],
    first: usize,
    panel: &[A],
    (sums, apart): (&mut [A], usize),
    add: bool,
) {
    let height = height(columns.len(), N, size_of::<S::f32s>());
    let mut products: Products<S, A, N> = [[A::splat(s, A::zero()); N]; ROWS];
    for (columns, sums) in columns.chunks(height).zip(sums.chunks_mut(height * apart)) {
        multiply(s, columns, first, <A as Lanes>::vectors::<S>(panel).as_chunks().0, &mut products);
        for (products, sums) in products.iter().zip(sums.chunks_mut(apart)) {
            match add {
                true => add_to(sums, products),
                false => sums[..N * lanes::<S, A>()].copy_from_slice(numbers(products)),
            }
        }
    }
}
