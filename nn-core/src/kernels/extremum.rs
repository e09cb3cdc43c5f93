//! The largest and the smallest elements along the middle axis of `outer × axis × inner`.

use super::parallel::{each, results, rows};
use super::reduce::AxisSizes;
use super::simd::simd;
use super::vector::joined;
use crate::storage::{Float, scratch, zeros};

/// Elements from which on a second thread pays.
const PARALLEL: usize = 32 * 1024;
/// What one thread takes at a time, in elements.
const PART: usize = 32 * 1024;
/// The elements that are compared side by side: enough vectors that none waits for the one before it.
const LANES: usize = 32;
/// The columns that stay in registers meanwhile, with their numbers.
const WIDTH: usize = 16;
/// The rows that are compared before the next columns are.
const GROUP: usize = 8;
/// The columns that are compared at a time: what is known of them stays in the first-level cache.
const COLUMNS: usize = 512;
/// The rows that are numbered from zero: a small number takes no more room than an element, so that both are chosen by the
/// same vectors.
const ROWS: usize = 1 << 16;

/// The first largest element along the middle axis, and where it is if `indices` says so. NaN counts as larger than
/// everything.
pub(crate) fn max_axis<A: Float>(x: &[A], axis_sizes: AxisSizes, indices: bool) -> (Vec<A>, Vec<usize>) {
    extremum(x, axis_sizes, indices, |new, best| new > best)
}

/// The first smallest element along the middle axis, and where it is if `indices` says so. NaN counts as smaller
/// than everything.
pub(crate) fn min_axis<A: Float>(x: &[A], axis_sizes: AxisSizes, indices: bool) -> (Vec<A>, Vec<usize>) {
    extremum(x, axis_sizes, indices, |new, best| new < best)
}

fn extremum<A: Float>(
    x: &[A],
    axis_sizes: AxisSizes,
    indices: bool,
    better: impl Fn(A, A) -> bool + Sync,
) -> (Vec<A>, Vec<usize>) {
    let AxisSizes { axis, inner, .. } = axis_sizes;
    let replaces = |new: A, best: A| better(new, best) | (new.is_nan() & !best.is_nan());
    let mut best: Vec<A> = scratch(axis_sizes.reduced());
    let mut at: Vec<usize> = zeros(if indices { best.len() } else { 0 });
    if best.is_empty() {
        return (best, at);
    }
    match (inner, axis) {
        (1, 2) if !indices => {
            rows(&mut best, 1, &|first, best| best_of_pairs(&x.as_chunks().0[first..], best, &replaces));
        }
        (1, PARALLEL..) => best_of_long_rows(x, axis, &mut best, &mut at, &replaces),
        (1, _) => split(&mut best, &mut at, axis, 1, &|first, best, at| {
            best_of_rows(&x[first * axis..], axis, best, at, &replaces);
        }),
        _ => split(&mut best, &mut at, axis, COLUMNS, &|first, best, at| {
            best_of_columns(x, axis_sizes, first, best, at, &replaces);
        }),
    }
    (best, at)
}

/// Finds a part of the extremes, from that number on, and their places.
type Compare<'a, A> = dyn Fn(usize, &mut [A], &mut [usize]) + Sync + 'a;

/// Calls `f` with parts of both and the place where they begin, on all threads if there is much to compare: each element
/// is one of `axis`. `at` may be empty.
fn split<A: Float>(best: &mut [A], at: &mut [usize], axis: usize, least: usize, f: &Compare<'_, A>) {
    if best.len() * axis < PARALLEL {
        return f(0, best, at);
    }
    let size = (PART / axis).max(least);
    let at = at.chunks_mut(size).chain(std::iter::repeat_with(Default::default));
    each(best.chunks_mut(size).zip(at).enumerate(), |(i, (best, at))| f(i * size, best, at));
}

/// Row after row, each on all threads.
fn best_of_long_rows<A: Float>(
    x: &[A],
    axis: usize,
    best: &mut [A],
    at: &mut [usize],
    replaces: &(impl Fn(A, A) -> bool + Sync),
) {
    for (i, (best, row)) in best.iter_mut().zip(x.chunks(axis)).enumerate() {
        let place = long_row(row, replaces);
        *best = row[place];
        if let Some(at) = at.get_mut(i) {
            *at = place;
        }
    }
}

/// Where the extreme of a row is that is compared on all threads.
fn long_row<A: Float>(row: &[A], replaces: &(impl Fn(A, A) -> bool + Sync)) -> usize {
    let places = results(row.chunks(PART).enumerate(), |(i, part)| i * PART + best_of_row(part, replaces));
    let later = |best: usize, new: usize| if replaces(row[new], row[best]) { new } else { best };
    places.into_iter().reduce(later).unwrap_or_default()
}

simd! {
    fn best_of_pairs[A: Float, F: Fn(A, A) -> bool](x: &[[A; 2]], best: &mut [A], replaces: &F) {
        for (best, &[first, second]) in best.iter_mut().zip(x) {
            *best = if replaces(second, first) { second } else { first };
        }
    }

    fn best_of_rows[A: Float, F: Fn(A, A) -> bool](
        x: &[A],
        axis: usize,
        best: &mut [A],
        at: &mut [usize],
        replaces: &F,
    ) {
        for (i, (best, row)) in best.iter_mut().zip(x.chunks_exact(axis)).enumerate() {
            let place = best_in_row(row, replaces);
            *best = row[place];
            if let Some(at) = at.get_mut(i) {
                *at = place;
            }
        }
    }

    fn best_of_row[A: Float, F: Fn(A, A) -> bool](row: &[A], replaces: &F) -> usize {
        best_in_row(row, replaces)
    }
}

/// Where the extreme of a row is: which of equal ones, the lanes do not know.
#[inline(always)]
fn best_in_row<A: Float>(row: &[A], replaces: &impl Fn(A, A) -> bool) -> usize {
    let Some(last) = row.last_chunk::<LANES>() else {
        return (1..row.len()).fold(0, |at, i| if replaces(row[i], row[at]) { i } else { at });
    };
    let of_both = |best, x| if replaces(x, best) { x } else { best };
    // The last ones are in two chunks, which makes no difference to the extreme.
    let mut lanes = *last;
    for chunk in row.as_chunks::<LANES>().0 {
        for (best, &x) in lanes.iter_mut().zip(chunk) {
            *best = of_both(*best, x);
        }
    }
    let best = joined(lanes, of_both);
    first_of(row, best)
}

/// Where the first element is that equals the extreme of a row. If any is NaN, the extreme is.
#[inline(always)]
fn first_of<A: Float>(row: &[A], best: A) -> usize {
    let found = |x: A| (x == best) | x.is_nan();
    let (chunks, rest) = row.as_chunks::<LANES>();
    for (i, chunk) in chunks.iter().enumerate() {
        if is_any(chunk, found) {
            return i * LANES + first_place(chunk, found);
        }
    }
    let before = row.len() - rest.len();
    before + rest.iter().position(|&x| found(x)).unwrap_or_default()
}

#[inline(always)]
fn is_any<A: Copy>(chunk: &[A; LANES], found: impl Fn(A) -> bool) -> bool {
    let mut any = false;
    for &x in chunk {
        any |= found(x);
    }
    any
}

#[inline(always)]
fn first_place<A: Copy>(chunk: &[A; LANES], found: impl Fn(A) -> bool) -> usize {
    let mut places = [0; LANES];
    for (i, (place, &x)) in places.iter_mut().zip(chunk).enumerate() {
        *place = if found(x) { i as u32 } else { u32::MAX };
    }
    joined(places, |a, b| if b < a { b } else { a }) as usize
}

/// The extremes of columns from `first` on, counted through all blocks.
fn best_of_columns<A: Float>(
    x: &[A],
    AxisSizes { axis, inner, .. }: AxisSizes,
    first: usize,
    best: &mut [A],
    at: &mut [usize],
    replaces: &impl Fn(A, A) -> bool,
) {
    let mut numbers = [0; COLUMNS];
    let mut done = 0;
    while done < best.len() {
        let (block, column) = ((first + done) / inner, (first + done) % inner);
        let end = best.len().min(done + COLUMNS.min(inner - column));
        let x = &x[block * axis * inner..][..axis * inner];
        let at = at.get_mut(done..end).unwrap_or_default();
        best_of_strip(x, inner, column, &mut best[done..end], at, &mut numbers, replaces);
        done = end;
    }
}

simd! {
    fn best_of_strip[A: Float, F: Fn(A, A) -> bool](
        x: &[A],
        inner: usize,
        column: usize,
        best: &mut [A],
        at: &mut [usize],
        numbers: &mut [u32; COLUMNS],
        replaces: &F,
    ) {
        let columns = column..column + best.len();
        best.copy_from_slice(&x[columns.clone()]);
        for (part, rows) in x.chunks(ROWS * inner).enumerate() {
            let numbers = &mut numbers[..best.len()];
            numbers.fill(0);
            for (rows, number) in rows.chunks(GROUP * inner).zip((1..).step_by(GROUP)) {
                best_so_far(&rows[column..], inner, best, numbers, number, replaces);
            }
            for (at, &number) in at.iter_mut().zip(&*numbers).filter(|(_, number)| **number > 0) {
                *at = part * ROWS + number as usize - 1;
            }
        }
    }
}

/// A few more rows, `inner` elements from each other.
#[inline(always)]
fn best_so_far<A: Float>(
    rows: &[A],
    inner: usize,
    best: &mut [A],
    numbers: &mut [u32],
    number: u32,
    replaces: &impl Fn(A, A) -> bool,
) {
    let ((bests, best), (groups, numbers)) =
        (best.as_chunks_mut::<WIDTH>(), numbers.as_chunks_mut::<WIDTH>());
    let done = bests.len() * WIDTH;
    for (i, (best, numbers)) in bests.iter_mut().zip(groups).enumerate() {
        best_in_registers(&rows[i * WIDTH..], inner, best, numbers, number, replaces);
    }
    for (row, number) in rows.chunks(inner).zip(number..) {
        for ((best, at), &x) in best.iter_mut().zip(&mut *numbers).zip(&row[done..]) {
            if replaces(x, *best) {
                (*best, *at) = (x, number);
            }
        }
    }
}

/// The same for columns that stay in registers meanwhile.
#[inline(always)]
fn best_in_registers<A: Float>(
    rows: &[A],
    inner: usize,
    best: &mut [A; WIDTH],
    numbers: &mut [u32; WIDTH],
    number: u32,
    replaces: &impl Fn(A, A) -> bool,
) {
    let (mut lanes, mut at) = (*best, *numbers);
    for (row, number) in rows.chunks(inner).zip(number..) {
        for ((best, at), &x) in lanes.iter_mut().zip(&mut at).zip(&row.as_chunks::<WIDTH>().0[0]) {
            let replaced = replaces(x, *best);
            *best = if replaced { x } else { *best };
            *at = if replaced { number } else { *at };
        }
    }
    (*best, *numbers) = (lanes, at);
}

/// Spreads gradients of an extremum back to where it was found.
pub(crate) fn scatter_axis<A: Float>(dy: &[A], at: &[usize], axis_sizes: AxisSizes) -> Vec<A> {
    let AxisSizes { outer, axis, inner } = axis_sizes;
    let block = axis * inner;
    if outer < 2 || block == 0 {
        let mut dx = zeros(outer * block);
        scatter(dy, at, inner, &mut dx);
        return dx;
    }
    let mut dx = scratch(outer * block);
    rows(&mut dx, block, &|first, dx| {
        let parts = dy[first * inner..].chunks(inner).zip(at[first * inner..].chunks(inner));
        for (dx, (dy, at)) in dx.chunks_exact_mut(block).zip(parts) {
            dx.fill(A::zero());
            scatter(dy, at, inner, dx);
        }
    });
    dx
}

fn scatter<A: Float>(dy: &[A], at: &[usize], inner: usize, dx: &mut [A]) {
    for (i, (&dy, &at)) in dy.iter().zip(at).enumerate() {
        dx[at * inner + i] += dy;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Element by element.
    fn slow(x: &[f32], sizes: AxisSizes, better: impl Fn(f32, f32) -> bool) -> (Vec<u32>, Vec<usize>) {
        let place = |o, row, i| (o * sizes.axis + row) * sizes.inner + i;
        let lines = (0..sizes.outer).flat_map(|o| (0..sizes.inner).map(move |i| (o, i)));
        lines
            .map(|(o, i)| {
                let at = |row| x[place(o, row, i)];
                let replaces = |new: f32, best: f32| better(new, best) || new.is_nan() && !best.is_nan();
                let best =
                    (1..sizes.axis).fold(0, |best, row| if replaces(at(row), at(best)) { row } else { best });
                (at(best).to_bits(), best)
            })
            .unzip()
    }

    fn check(x: &[f32], sizes: AxisSizes) {
        let bits = |y: Vec<f32>| y.into_iter().map(f32::to_bits).collect::<Vec<_>>();
        let (max, min) = (slow(x, sizes, |a, b| a > b), slow(x, sizes, |a, b| a < b));
        assert!(bits(max_axis(x, sizes, false).0) == max.0, "{sizes:?}");
        assert!(bits(min_axis(x, sizes, false).0) == min.0, "{sizes:?}");
        for (wanted, (y, at)) in [(max, max_axis(x, sizes, true)), (min, min_axis(x, sizes, true))] {
            check_scatter(&at, sizes);
            assert!((bits(y), at) == wanted, "{sizes:?}");
        }
    }

    fn check_scatter(at: &[usize], sizes: AxisSizes) {
        let dy: Vec<f64> = (0..at.len()).map(|i| i as f64 + 0.5).collect();
        let mut dx = vec![0.0; sizes.outer * sizes.axis * sizes.inner];
        for (i, (dy, at)) in dy.iter().zip(at).enumerate() {
            dx[(i / sizes.inner * sizes.axis + at) * sizes.inner + i % sizes.inner] = *dy;
        }
        assert!(scatter_axis(&dy, at, sizes) == dx, "{sizes:?}");
    }

    /// Few values, so that the extreme is often there twice: zeros of both signs and two kinds of NaN among them, if they
    /// are wanted.
    fn values(len: usize, kinds: usize, seed: usize) -> Vec<f32> {
        let of = [-0.0, 0.0, 1.0, -1.0, 7.0, -2.5, f32::INFINITY, f32::NEG_INFINITY, f32::NAN, -f32::NAN];
        let numbers = (0..len).scan(seed as u64, |state, _| {
            *state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            Some((*state >> 40) as usize)
        });
        // The last kinds are rare, so that they are not in every row.
        numbers.map(|n| of[if n % 97 == 0 { n / 97 % kinds } else { n / 97 % kinds.min(6) }]).collect()
    }

    proptest! {
        #[test]
        fn the_first_extreme_of_each_line(
            outer in 0..6usize,
            axis in 1..150usize,
            inner in prop_oneof![Just(1), 2..40usize],
            kinds in 1..11usize,
            seed: u16,
        ) {
            check(&values(outer * axis * inner, kinds, seed.into()), AxisSizes { outer, axis, inner });
        }
    }

    #[test]
    fn many_elements_on_all_threads() {
        let sizes = [
            [1000, 1, 140],
            [70_000, 1, 2],
            [2, 1, 140_000],
            [3, 700, 65],
            [1, 300, 601],
            [30_001, 3, 2],
            [1, 70_000, 2],
            [40, 101, 37],
        ];
        for (kinds, [outer, inner, axis]) in
            [1, 2, 6, 8, 10].into_iter().flat_map(|kinds| sizes.map(|s| (kinds, s)))
        {
            check(&values(outer * axis * inner, kinds, axis), AxisSizes { outer, axis, inner });
        }
    }

    #[test]
    fn rows_beyond_the_small_numbers_are_counted_on() {
        let sizes = AxisSizes { outer: 1, axis: 2 * ROWS + 5, inner: 3 };
        let mut x = vec![0.0; sizes.axis * sizes.inner];
        (x[3 * ROWS], x[3 * (2 * ROWS + 1) + 1]) = (1.0, f32::NAN);
        assert_eq!(max_axis(&x, sizes, true).1, [ROWS, 2 * ROWS + 1, 0]);
        check(&x, sizes);
    }
}
