//! Tiles of a product: a few rows times a panel of columns, whose sums stay in registers.

use pulp::Simd;

use super::matmul::Addend;
use super::vector::{Lanes, numbers};
use crate::storage::Float;

/// The rows of the highest tile.
pub(super) const ROWS: usize = 12;
/// The bytes of a line of the caches.
const LINE: usize = 64;

/// The sums of a tile whose panel has so many vectors of columns.
pub(super) type Products<S, A, const N: usize> = [[<A as Lanes>::Vector<S>; N]; ROWS];

/// How many of so many rows make a tile, so that the last has nearly as many. At most as many as leave room in the registers
/// for a row of the panel, of so many vectors of so many bytes, and for the element by which it is multiplied.
pub(super) fn height(rows: usize, vectors: usize, vector: usize) -> usize {
    // AVX-512 has twice as many registers.
    let (registers, highest) = if vector < 64 { (16, ROWS / 2) } else { (32, ROWS) };
    let most = ((registers - 2 - vectors) / vectors).clamp(1, highest);
    rows.div_ceil(rows.div_ceil(most).max(1)).max(1)
}

/// Calls a tile's function for its height, which the compiler must know.
macro_rules! by_height {
    ($height:expr, $tile:ident $arguments:tt) => {
        by_height!($height, $tile $arguments, 1 2 3 4 5 6 7 8 9 10 11)
    };
    ($height:expr, $tile:ident $arguments:tt, $($lower:literal)*) => {
        match $height {
            0 => {}
            $($lower => $tile::<S, A, $lower, N> $arguments,)*
            _ => $tile::<S, A, ROWS, N> $arguments,
        }
    };
}

/// The products of up to [`ROWS`] rows, from element `first` on, and of a panel, which has a row for each of their
/// elements. Each is summed in the order of its elements, whatever else is computed.
#[inline(always)]
pub(super) fn multiply<S: Simd, A: Lanes, const N: usize>(
    s: S,
    rows: &[&[A]],
    first: usize,
    panel: &[[A::Vector<S>; N]],
    products: &mut Products<S, A, N>,
) {
    by_height!(rows.len(), of_height(s, rows, first, panel, products));
}

#[inline(always)]
fn of_height<S: Simd, A: Lanes, const HEIGHT: usize, const N: usize>(
    s: S,
    rows: &[&[A]],
    first: usize,
    panel: &[[A::Vector<S>; N]],
    products: &mut Products<S, A, N>,
) {
    // Hidden where it comes from, the compiler keeps the length instead of computing it anew for each element.
    let len = std::hint::black_box(panel.len());
    let panel = &panel[..len];
    let rows: [&[A]; HEIGHT] = std::array::from_fn(|i| &rows[i][first..][..len]);
    let mut sums = [[A::splat(s, A::zeroed()); N]; HEIGHT];
    for k in 0..len {
        for i in 0..HEIGHT {
            let x = A::splat(s, rows[i][k]);
            for j in 0..N {
                sums[i][j] = A::product_sum(s, x, panel[k][j], sums[i][j]);
            }
        }
    }
    products[..HEIGHT].copy_from_slice(&sums);
}

/// The same of the columns from `first` on of as many rows as the panel has: of so many columns, [`ROWS`] at most.
#[inline(always)]
pub(super) fn multiply_columns<S: Simd, A: Lanes, const N: usize>(
    s: S,
    rows: &[&[A]],
    (first, columns): (usize, usize),
    panel: &[[A::Vector<S>; N]],
    products: &mut Products<S, A, N>,
) {
    by_height!(columns, of_columns(s, rows, first, panel, products));
}

#[inline(always)]
fn of_columns<S: Simd, A: Lanes, const HEIGHT: usize, const N: usize>(
    s: S,
    rows: &[&[A]],
    first: usize,
    panel: &[[A::Vector<S>; N]],
    products: &mut Products<S, A, N>,
) {
    let mut sums = [[A::splat(s, A::zeroed()); N]; HEIGHT];
    for (row, panel) in rows.iter().zip(panel) {
        let row: &[A] = &row[first..][..HEIGHT];
        for i in 0..HEIGHT {
            let x = A::splat(s, row[i]);
            for j in 0..N {
                sums[i][j] = A::product_sum(s, x, panel[j], sums[i][j]);
            }
        }
    }
    products[..HEIGHT].copy_from_slice(&sums);
}

/// Writes as many products as there is place for, and what they are added to.
#[inline(always)]
pub(super) fn write<A: Float, V: pulp::bytemuck::Pod>(c: &mut [A], products: &[V], addend: Addend<'_, A>) {
    match addend {
        Addend::Zero => c.copy_from_slice(&numbers(products)[..c.len()]),
        Addend::Output => add_to(c, products),
        Addend::Row(row) => {
            let sums = row.iter().zip(numbers::<_, A>(products));
            c.iter_mut().zip(sums).for_each(|(c, (x, y))| *c = *x + *y);
        }
    }
}

/// Adds products to as many elements as there are, at most all.
#[inline(always)]
pub(super) fn add_to<A: Lanes + std::ops::AddAssign, V: pulp::bytemuck::Pod>(c: &mut [A], products: &[V]) {
    c.iter_mut().zip(numbers::<V, A>(products)).for_each(|(c, x)| *c += *x);
}

/// Where in a buffer a line of the caches begins, so that few vectors are split between two: before element [`SLACK`].
#[inline(always)]
pub(super) fn line_start<A>(buffer: &[A]) -> usize {
    buffer.as_ptr().align_offset(LINE).min(SLACK - 1)
}

/// How many elements a buffer has more, so that it can begin with a line.
pub(super) const SLACK: usize = LINE / size_of::<f32>();
