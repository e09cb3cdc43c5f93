//! Sums and products of all elements so far, along an axis of an array seen as `outer × axis × inner`.

use super::parallel::{bands, each, rows};
use super::reduce::AxisSizes;
use super::simd::simd;
use crate::storage::{Element, Float, filled, scratch, zeros};

/// The places of each line along the axis, in order.
pub(crate) fn lines(
    axis_sizes: AxisSizes,
) -> impl Iterator<Item = impl DoubleEndedIterator<Item = usize> + Clone> {
    let AxisSizes { outer, axis, inner } = axis_sizes;
    let starts = (0..outer).flat_map(move |o| (0..inner).map(move |i| o * axis * inner + i));
    starts.map(move |start| (0..axis).map(move |row| start + row * inner))
}

/// `f` of what came before, beginning with `first`, and of each element.
fn scan<A: Element>(y: &mut [A], places: impl Iterator<Item = usize>, first: A, f: impl Fn(A, A) -> A) {
    let mut so_far = first;
    for place in places {
        so_far = f(so_far, y[place]);
        y[place] = so_far;
    }
}

/// `y[i] = Σ x[..=i]`.
pub(crate) fn sums<A: Float>(y: &mut [A], axis_sizes: AxisSizes) {
    running_sums::<A, false>(y, axis_sizes);
}

/// The gradient of `x` in place of that of `y`: `dx[i] = Σ dy[i..]`.
pub(crate) fn sums_backward<A: Float>(dy: &mut [A], axis_sizes: AxisSizes) {
    running_sums::<A, true>(dy, axis_sizes);
}

/// From the front or from the back.
fn running_sums<A: Float, const BACK: bool>(y: &mut [A], AxisSizes { axis, inner, .. }: AxisSizes) {
    // So many neighbours of a row that all of their sums stay in the first-level cache.
    const BAND: usize = 512;
    if inner == 1 {
        return rows(y, axis, &|_, y| sum_rows::<A, BACK>(y, axis));
    }
    if inner >= BAND && axis > 0 {
        let add = |band: Vec<&mut [A]>| sum_lines::<A, BACK>(band.into_iter(), &mut [A::zero(); BAND]);
        return each(bands(y, axis, inner, BAND), add);
    }
    rows(y, axis * inner, &|_, y| {
        let mut sums = [A::zero(); BAND];
        for y in y.chunks_mut(axis * inner) {
            sums[..inner].fill(A::zero());
            sum_lines::<A, BACK>(y.chunks_mut(inner), &mut sums);
        }
    });
}

/// Lines side by side, of which a row has an element each.
fn sum_lines<'a, A: Float, const BACK: bool>(
    rows: impl DoubleEndedIterator<Item = &'a mut [A]>,
    sums: &mut [A],
) {
    if BACK { add_up(rows.rev(), sums) } else { add_up(rows, sums) }
}

simd! {
    fn add_up['a, A: Float, R: Iterator<Item = &'a mut [A]>](rows: R, sums: &mut [A]) {
        for row in rows {
            for (sum, y) in sums.iter_mut().zip(row) {
                *sum += *y;
                *y = *sum;
            }
        }
    }
}

/// Rows that are added up side by side: each sum waits for the one before it, but not for those of other rows. Not more,
/// since rows may lie at the same place of the caches' ways.
const ROWS: usize = 4;
/// Elements of a row that are added up before the next ones of any are looked for.
const PART: usize = 16;

fn sum_rows<A: Float, const BACK: bool>(y: &mut [A], axis: usize) {
    let (groups, rest) = y.split_at_mut(y.len() / (ROWS * axis) * ROWS * axis);
    for group in groups.chunks_exact_mut(ROWS * axis) {
        let mut rows = group.chunks_exact_mut(axis);
        sum_side_by_side::<A, ROWS, BACK>(std::array::from_fn(|_| rows.next().unwrap_or_default()));
    }
    rest.chunks_exact_mut(axis).for_each(|row| sum_side_by_side::<A, 1, BACK>([row]));
}

fn sum_side_by_side<A: Float, const N: usize, const BACK: bool>(rows: [&mut [A]; N]) {
    let parts = rows[0].len() / PART;
    let mut sums = [A::zero(); N];
    let mut rows = rows.map(|row| parts_and_rest::<A, BACK>(row));
    for i in 0..parts {
        let part = if BACK { parts - 1 - i } else { i };
        let rows = rows.each_mut().map(|(row, _)| &mut row[part]);
        add_part::<A, N, BACK>(rows, &mut sums);
    }
    for ((_, rest), sum) in rows.into_iter().zip(sums) {
        sum_lines::<A, BACK>(rest.chunks_mut(1), &mut [sum]);
    }
}

/// What is not a whole part comes last.
fn parts_and_rest<A, const BACK: bool>(row: &mut [A]) -> (&mut [[A; PART]], &mut [A]) {
    if BACK {
        let (rest, parts) = row.as_rchunks_mut();
        return (parts, rest);
    }
    row.as_chunks_mut()
}

#[inline(always)]
fn add_part<A: Float, const N: usize, const BACK: bool>(rows: [&mut [A; PART]; N], sums: &mut [A; N]) {
    let mut kept = rows.each_ref().map(|row| **row);
    for i in 0..PART {
        let i = if BACK { PART - 1 - i } else { i };
        for (sum, row) in sums.iter_mut().zip(&mut kept) {
            *sum += row[i];
            row[i] = *sum;
        }
    }
    rows.into_iter().zip(kept).for_each(|(row, kept)| *row = kept);
}

/// `y[i] = Π x[..=i]`.
pub(crate) fn products<A: Float>(y: &mut [A], axis_sizes: AxisSizes) {
    lines(axis_sizes).for_each(|line| scan(y, line, A::one(), |product, x| product * x));
}

/// The gradient of `x`: `dx[i] = Π x[..i] · Σₖ dy[k] · Π x[i + 1..=k]`, without a division, so that zeros do no harm.
pub(crate) fn products_backward<A: Float>(x: &[A], dy: &[A], axis_sizes: AxisSizes) -> Vec<A> {
    let mut dx = scratch(x.len());
    for line in lines(axis_sizes) {
        let mut before = A::one();
        for place in line.clone() {
            dx[place] = before;
            before *= x[place];
        }
        let (mut behind, mut next) = (A::zero(), A::zero());
        for place in line.rev() {
            behind = dy[place] + next * behind;
            next = x[place];
            dx[place] *= behind;
        }
    }
    dx
}

/// The product of each line.
pub(crate) fn product<A: Float>(x: &[A], axis_sizes: AxisSizes) -> Vec<A> {
    let mut y = filled(axis_sizes.reduced(), A::one());
    for (y, line) in y.iter_mut().zip(lines(axis_sizes)) {
        line.for_each(|place| *y *= x[place]);
    }
    y
}

/// The gradient of `x`: that of the product of its line, times the products of all before and all behind.
pub(crate) fn product_backward<A: Float>(x: &[A], dy: &[A], axis_sizes: AxisSizes) -> Vec<A> {
    let mut dx = zeros(x.len());
    for (&dy, line) in dy.iter().zip(lines(axis_sizes)) {
        let mut before = dy;
        for place in line.clone() {
            dx[place] = before;
            before *= x[place];
        }
        let mut behind = A::one();
        for place in line.rev() {
            dx[place] *= behind;
            behind *= x[place];
        }
    }
    dx
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Small ones, and ones that are split among the threads.
        #[test]
        fn each_sum_is_of_what_came_before(
            large: bool,
            outer in 0..40usize,
            axis in 0..19usize,
            inner in prop_oneof![1..4usize, Just(1), Just(700)],
        ) {
            let axis = if large && inner < 4 { axis * 250 } else { axis };
            let axis_sizes = AxisSizes { outer, axis, inner };
            // Sums of these depend on the order in which they are added.
            let x: Vec<f32> = (0..outer * axis * inner).map(|i| (i * 7919 % 101) as f32 * 0.1 - 3.0).collect();
            let (mut y, mut back) = (x.clone(), x.clone());
            sums(&mut y, axis_sizes);
            sums_backward(&mut back, axis_sizes);
            let (mut slow, mut slow_back) = (x.clone(), x);
            for line in lines(axis_sizes) {
                scan(&mut slow, line.clone(), 0.0, |sum, x| sum + x);
                scan(&mut slow_back, line.rev(), 0.0, |sum, x| sum + x);
            }
            prop_assert!(y == slow && back == slow_back);
        }
    }

    #[test]
    fn a_sum_of_negative_zeros_is_zero() {
        for axis_sizes in
            [AxisSizes { outer: 2, axis: 20, inner: 1 }, AxisSizes { outer: 2, axis: 3, inner: 600 }]
        {
            let mut y = vec![-0.0_f32; axis_sizes.outer * axis_sizes.axis * axis_sizes.inner];
            sums(&mut y, axis_sizes);
            assert!(y.iter().all(|y| y.to_bits() == 0));
        }
    }
}
