//! Sums. Arrays are seen as `outer × axis × inner`, with the middle one reduced.

use super::parallel::{both, chunks};
use super::simd::simd;
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
        self.outer > 1 && self.outer * self.axis * self.inner >= 128 * 1024
    }
}

/// What is added at once before partial sums are added: keeps the rounding error of long sums small.
const BLOCK: usize = 1024;

simd! {
    fn sum_block[A: Float](x: &[A]) -> A {
        let mut lanes = [A::zero(); 16];
        let (chunks, rest) = x.as_chunks::<16>();
        for chunk in chunks {
            for (lane, &x) in lanes.iter_mut().zip(chunk) {
                *lane += x;
            }
        }
        for (lane, &x) in lanes.iter_mut().zip(rest) {
            *lane += x;
        }
        let mut width = 8;
        while width > 0 {
            for i in 0..width {
                let other = lanes[i + width];
                lanes[i] += other;
            }
            width /= 2;
        }
        lanes[0]
    }

    fn add_rows[A: Float](x: &[A], inner: usize, sum: &mut [A]) {
        for row in x.chunks_exact(inner) {
            for (sum, &x) in sum.iter_mut().zip(row) {
                *sum += x;
            }
        }
    }

    fn sum_short_rows[A: Float](x: &[A], axis: usize, sum: &mut [A]) {
        for (sum, row) in sum.iter_mut().zip(x.chunks_exact(axis)) {
            let mut total = A::zero();
            for &x in row {
                total += x;
            }
            *sum = total;
        }
    }
}

/// The sum of a slice, in a tree whose shape depends on the length alone.
pub(crate) fn sum<A: Float>(x: &[A]) -> A {
    if x.len() <= BLOCK {
        return sum_block(x);
    }
    let middle = (x.len() / 2).next_multiple_of(BLOCK).min(x.len() - 1);
    let (a, b) = x.split_at(middle);
    if x.len() >= 256 * 1024 {
        let mut sums = (A::zero(), A::zero());
        both(|| sums.0 = sum(a), || sums.1 = sum(b));
        return sums.0 + sums.1;
    }
    sum(a) + sum(b)
}

/// The sums along the middle axis.
pub(crate) fn sum_axis<A: Float>(x: &[A], axis_sizes: AxisSizes) -> Vec<A> {
    let AxisSizes { axis, inner, .. } = axis_sizes;
    let mut y = zeros(axis_sizes.reduced());
    if x.is_empty() {
        return y;
    }
    if inner == 1 && axis < 32 {
        sum_short_rows(x, axis, &mut y);
    } else if inner == 1 {
        each_block(axis_sizes, x, &mut y, |x, y| y[0] = sum(x));
    } else if axis_sizes.outer == 1 && inner >= 2 * COLUMNS && axis * inner >= 128 * 1024 {
        chunks(&mut y, COLUMNS, &|at, y| sum_columns(x, inner, at, y));
    } else {
        each_block(axis_sizes, x, &mut y, |x, y| add_rows(x, inner, y));
    }
    y
}

/// The columns that one thread adds up at a time.
const COLUMNS: usize = 512;

fn sum_columns<A: Float>(x: &[A], inner: usize, first: usize, y: &mut [A]) {
    for row in x.chunks_exact(inner) {
        super::elementwise::accumulate(y, &row[first..first + y.len()]);
    }
}

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
