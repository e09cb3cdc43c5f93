//! Sums. Arrays are seen as `outer × axis × inner`, with the middle one reduced.

use super::parallel::{chunks, results};
use super::simd::simd;
use super::vector::joined;
use crate::storage::{Float, zeros};

/// An array around one axis: `outer` blocks of `axis` rows of `inner` elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AxisSizes {
    /// The blocks before the axis.
    pub outer: usize,
    /// The size of the axis.
    pub axis: usize,
    /// The elements behind the axis.
    pub inner: usize,
}

impl AxisSizes {
    pub(crate) fn new(shape: &[usize], axis: usize) -> Self {
        AxisSizes {
            outer: shape[..axis].iter().product(),
            axis: shape[axis],
            inner: shape[axis + 1..].iter().product(),
        }
    }

    /// The number of elements of the result.
    pub(crate) fn reduced(&self) -> usize {
        self.outer * self.inner
    }

    /// Whether the work pays for a second thread.
    pub(crate) fn is_large(&self) -> bool {
        self.outer > 1 && self.outer * self.axis * self.inner >= 32 * 1024
    }
}

/// What is added at once before partial sums are added: keeps the rounding error of long sums small.
const BLOCK: usize = 1024;
/// Below this many elements one thread sums a row.
const PARALLEL: usize = 64 * 1024;

simd! {
    fn sum_block[A: Float, F: Fn(A) -> A](x: &[A], f: &F) -> A {
        let (wide, x) = x.as_chunks::<{ WIDE * LANES }>();
        let mut sums = [[A::zero(); LANES]; WIDE];
        for chunk in wide {
            let chunks = chunk.as_chunks::<LANES>().0;
            for (sums, chunk) in sums.iter_mut().zip(chunks) {
                for (sum, &x) in sums.iter_mut().zip(chunk) {
                    *sum += f(x);
                }
            }
        }
        let mut lanes = joined(sums, |a, b| std::array::from_fn(|i| a[i] + b[i]));
        let (chunks, rest) = x.as_chunks::<LANES>();
        for chunk in chunks {
            for (lane, &x) in lanes.iter_mut().zip(chunk) {
                *lane += f(x);
            }
        }
        for (lane, &x) in lanes.iter_mut().zip(rest) {
            *lane += f(x);
        }
        joined(lanes, |a, b| a + b)
    }

    /// Adds rows of `inner` elements to `sums`, from the column `first` on.
    pub(super) fn add_rows[A: Float](x: &[A], inner: usize, first: usize, sums: &mut [A]) {
        // Of shorter rows several lie in one page, where the processor foresees only one of them.
        const PAGE: usize = 4096;
        if inner * size_of::<A>() < PAGE {
            return x.chunks_exact(inner).for_each(|row| add_row(&row[first..], sums));
        }
        for rows in x.chunks(ROWS * inner) {
            add_few_rows(&rows[first..], inner, sums);
        }
    }

    fn sum_short_rows[A: Float](x: &[A], axis: usize, sums: &mut [A]) {
        for (sum, row) in sums.iter_mut().zip(x.chunks_exact(axis)) {
            *sum = sum_short(row, &|x| x);
        }
    }
}

/// Rows of fewer elements are not worth lanes.
const SHORT: usize = 32;

#[inline(always)]
fn sum_short<A: Float>(x: &[A], f: &impl Fn(A) -> A) -> A {
    x.iter().fold(A::zero(), |sum, &x| sum + f(x))
}

/// The rows that are added to some sums before the next sums are looked at.
const ROWS: usize = 8;
/// The sums that stay in registers meanwhile.
const LANES: usize = 16;
/// The rows of lanes that take turns where one row is summed: an addition waits for the one before it to the same lane.
const WIDE: usize = 4;

#[inline(always)]
fn add_few_rows<A: Float>(rows: &[A], inner: usize, sums: &mut [A]) {
    let (parts, rest) = sums.as_chunks_mut::<LANES>();
    let done = parts.len() * LANES;
    for (i, part) in parts.iter_mut().enumerate() {
        let mut lanes = *part;
        rows[i * LANES..].chunks(inner).for_each(|row| add_row(&row[..LANES], &mut lanes));
        *part = lanes;
    }
    rows.chunks(inner).for_each(|row| add_row(&row[done..], rest));
}

#[inline(always)]
fn add_row<A: Float>(row: &[A], sums: &mut [A]) {
    sums.iter_mut().zip(row).for_each(|(sum, &x)| *sum += x);
}

/// The sum of a slice, in a tree whose shape depends on the length alone.
pub(crate) fn sum<A: Float>(x: &[A]) -> A {
    tree(x, &|x| x)
}

fn tree<A: Float>(x: &[A], f: &(impl Fn(A) -> A + Sync)) -> A {
    if x.len() < PARALLEL {
        return branch(x, f);
    }
    let mut parts = Vec::new();
    cut(x, &mut parts);
    join(x.len(), &mut results(parts.into_iter(), |part| branch(part, f)).into_iter())
}

fn branch<A: Float>(x: &[A], f: &impl Fn(A) -> A) -> A {
    if x.len() <= BLOCK {
        return sum_block(x, f);
    }
    let (a, b) = x.split_at(middle(x.len()));
    branch(a, f) + branch(b, f)
}

/// Where a tree of so many elements has its first fork.
fn middle(len: usize) -> usize {
    (len / 2).next_multiple_of(BLOCK).min(len - 1)
}

/// The branches that one thread sums, in order.
fn cut<'a, A>(x: &'a [A], parts: &mut Vec<&'a [A]>) {
    if x.len() < PARALLEL {
        return parts.push(x);
    }
    let (a, b) = x.split_at(middle(x.len()));
    cut(a, parts);
    cut(b, parts);
}

/// The sum of what these branches of a tree of so many elements sum to.
fn join<A: Float>(len: usize, sums: &mut impl Iterator<Item = A>) -> A {
    if len < PARALLEL {
        return sums.next().unwrap_or_else(A::zero);
    }
    let a = join(middle(len), sums);
    a + join(len - middle(len), sums)
}

/// The sum of `f` of the elements of a row, in the order in which [`sum_axis`] adds those of each.
pub(super) fn sum_row<A: Float>(x: &[A], f: &(impl Fn(A) -> A + Sync)) -> A {
    if x.len() < SHORT { sum_short(x, f) } else { tree(x, f) }
}

/// The sums along the middle axis.
pub(crate) fn sum_axis<A: Float>(x: &[A], axis_sizes: AxisSizes) -> Vec<A> {
    let AxisSizes { axis, inner, .. } = axis_sizes;
    let mut y = zeros(axis_sizes.reduced());
    if x.is_empty() {
        return y;
    }
    if inner == 1 && axis < SHORT {
        sum_short_rows(x, axis, &mut y);
    } else if inner == 1 {
        each_block(axis_sizes, x, &mut y, |x, y| y[0] = sum(x));
    } else if axis_sizes.outer == 1 && inner >= 2 * COLUMNS && axis * inner >= 128 * 1024 {
        chunks(&mut y, COLUMNS, &|first, y| add_rows(x, inner, first, y));
    } else {
        each_block(axis_sizes, x, &mut y, |x, y| add_rows(x, inner, 0, y));
    }
    y
}

/// The columns that one thread adds up at a time.
pub(super) const COLUMNS: usize = 512;

/// Calls `f` with each block of `x` and its part of `y`.
pub(crate) fn each_block<A: Float, B: Send>(
    axis_sizes: AxisSizes,
    x: &[A],
    y: &mut [B],
    f: impl Fn(&[A], &mut [B]) + Sync,
) {
    let size = axis_sizes.axis * axis_sizes.inner;
    if axis_sizes.is_large() {
        // Fixed groups, so that short rows are not handed over one by one.
        let group = (32 * 1024 / size).clamp(1, axis_sizes.outer);
        chunks(y, group * axis_sizes.inner, &|at, y| {
            let x = &x[at / axis_sizes.inner * size..];
            y.chunks_mut(axis_sizes.inner).zip(x.chunks(size)).for_each(|(y, x)| f(x, y));
        });
    } else {
        y.chunks_mut(axis_sizes.inner).zip(x.chunks(size)).for_each(|(y, x)| f(x, y));
    }
}

/// Sums a gradient down to the shape that was stretched: over each axis where `to` is 1.
pub(crate) fn sum_to<A: Float, const N: usize>(x: Vec<A>, mut from: [usize; N], to: [usize; N]) -> Vec<A> {
    let mut x = x;
    let mut axis = N;
    while axis > 0 {
        axis -= 1;
        if to[axis] != 1 || from[axis] == 1 {
            continue;
        }
        // Neighbouring axes that are both summed are one.
        let last = axis;
        while axis > 0 && to[axis - 1] == 1 {
            axis -= 1;
        }
        let axis_sizes = AxisSizes {
            outer: from[..axis].iter().product(),
            axis: from[axis..=last].iter().product(),
            inner: from[last + 1..].iter().product(),
        };
        let y = sum_axis(&x, axis_sizes);
        crate::storage::recycle(std::mem::replace(&mut x, y));
        from[axis..=last].fill(1);
    }
    x
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// One element after the other.
    fn slow<A: Float>(x: &[A], sizes: AxisSizes) -> Vec<A> {
        let AxisSizes { axis, inner, .. } = sizes;
        let mut y = vec![A::zero(); sizes.reduced()];
        for (i, &x) in x.iter().enumerate() {
            y[i / (axis * inner) * inner + i % inner] += x;
        }
        y
    }

    fn check<A: Float>(outer: usize, axis: usize, inner: usize) {
        let sizes = AxisSizes { outer, axis, inner };
        // Long rows are added in a tree: their numbers are whole, so that the order does not matter.
        let unit = if inner == 1 { 1.0 } else { 0.37 };
        let number = |i: usize| A::of(((i * 7919 % 101) as f64 - 50.0) * unit);
        let x: Vec<A> = (0..outer * axis * inner).map(number).collect();
        let (y, want) = (sum_axis(&x, sizes), slow(&x, sizes));
        assert_eq!(y.len(), want.len());
        assert!(y.iter().zip(want).all(|(y, want)| y.is_identical(want)), "{sizes:?}");
    }

    proptest! {
        #[test]
        fn each_line_is_added_up(outer in 0..5usize, axis in 0..60usize, inner in 0..50usize) {
            check::<f32>(outer, axis, inner);
            check::<f64>(outer, axis, inner);
        }
    }

    #[test]
    fn many_elements_on_all_threads() {
        let sizes =
            [[1, 301, 2003], [1, 2005, 600], [17, 40, 300], [9, 21, 1030], [1, 300_007, 1], [3001, 77, 1]];
        for [outer, axis, inner] in sizes {
            check::<f32>(outer, axis, inner);
            check::<f64>(outer, axis, inner);
        }
    }
}
