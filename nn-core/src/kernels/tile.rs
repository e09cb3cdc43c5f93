//! Tiles of a product: a few rows times a panel of columns, whose sums stay in registers.

use crate::storage::Float;

/// The rows of the highest tile: with two vectors each they fill twelve registers of sixteen.
pub(super) const ROWS: usize = 6;
/// How many elements of a row are multiplied in a turn of the loop, and checked at once to be there.
const UNROLLED: usize = 4;
/// The bytes of a line of the caches.
const LINE: usize = 64;

/// How many of so many rows make a tile, so that the last has nearly as many. At most as many as leave room for a row of
/// the panel and two more in the sixteen registers of AVX2: with more the compiler keeps sums in memory.
pub(super) fn height<A>(rows: usize, width: usize) -> usize {
    let vectors = (width * size_of::<A>()).div_ceil(32);
    let most = ((14 - vectors) / vectors).clamp(1, ROWS);
    rows.div_ceil(rows.div_ceil(most).max(1)).max(1)
}

/// The products of up to [`ROWS`] rows, from element `first` on, and of a panel, which has a row for each of their
/// elements. Each is summed in the order of its elements, whatever else is computed.
#[inline(always)]
pub(super) fn multiply<A: Float, const WIDTH: usize>(
    rows: &[&[A]],
    first: usize,
    panel: &[[A; WIDTH]],
    products: &mut [[A; WIDTH]; ROWS],
) {
    match rows.len() {
        0 => {}
        1 => of_height::<A, 1, WIDTH>(rows, first, panel, products),
        2 => of_height::<A, 2, WIDTH>(rows, first, panel, products),
        3 => of_height::<A, 3, WIDTH>(rows, first, panel, products),
        4 => of_height::<A, 4, WIDTH>(rows, first, panel, products),
        5 => of_height::<A, 5, WIDTH>(rows, first, panel, products),
        _ => of_height::<A, ROWS, WIDTH>(rows, first, panel, products),
    }
}

#[inline(always)]
fn of_height<A: Float, const HEIGHT: usize, const WIDTH: usize>(
    rows: &[&[A]],
    first: usize,
    panel: &[[A; WIDTH]],
    products: &mut [[A; WIDTH]; ROWS],
) {
    let rows: [&[A]; HEIGHT] = std::array::from_fn(|i| &rows[i][first..][..panel.len()]);
    let mut sums = [[A::zero(); WIDTH]; HEIGHT];
    let (turns, rest) = panel.as_chunks::<UNROLLED>();
    for (turn, panel) in turns.iter().enumerate() {
        let x: [&[A; UNROLLED]; HEIGHT] = std::array::from_fn(|i| {
            rows[i][turn * UNROLLED..].first_chunk().expect("as many elements as the panel has rows")
        });
        for k in 0..UNROLLED {
            add(std::array::from_fn(|i| x[i][k]), &panel[k], &mut sums);
        }
    }
    for (k, columns) in (turns.len() * UNROLLED..).zip(rest) {
        add(std::array::from_fn(|i| rows[i][k]), columns, &mut sums);
    }
    // Only now into memory: what reads the products would otherwise decide how the sums are cut into vectors.
    products[..HEIGHT].copy_from_slice(&sums);
}

#[inline(always)]
fn add<A: Float, const HEIGHT: usize, const WIDTH: usize>(
    x: [A; HEIGHT],
    columns: &[A; WIDTH],
    sums: &mut [[A; WIDTH]; HEIGHT],
) {
    // By index: over the rows by value the loop is left as one, and the sums in memory.
    for i in 0..HEIGHT {
        for (sum, &column) in sums[i].iter_mut().zip(columns) {
            *sum = x[i].mul_add(column, *sum);
        }
    }
}

/// Adds products to as many elements as there are, at most all.
#[inline(always)]
pub(super) fn add_to<A: Float, const WIDTH: usize>(c: &mut [A], products: &[A; WIDTH]) {
    match c.first_chunk_mut::<WIDTH>() {
        // Of known length, so that the loop becomes whole vectors.
        Some(c) => c.iter_mut().zip(products).for_each(|(c, x)| *c += *x),
        None => c.iter_mut().zip(products).for_each(|(c, x)| *c += *x),
    }
}

/// Where in a buffer a line of the caches begins, so that few vectors are split between two: before element [`SLACK`].
#[inline(always)]
pub(super) fn line_start<A>(buffer: &[A]) -> usize {
    buffer.as_ptr().align_offset(LINE).min(SLACK - 1)
}

/// How many elements a buffer has more, so that it can begin with a line.
pub(super) const SLACK: usize = LINE / size_of::<f32>();
