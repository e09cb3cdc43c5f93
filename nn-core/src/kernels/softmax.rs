//! Softmax over rows, in place.

use super::parallel::rows;
use super::reduce::AxisSizes;
use super::simd::simd;
use super::softmax_columns;
use super::vector::joined;
use crate::storage::{Element, Float, copied, scratch};

/// How many elements are computed side by side.
pub(super) const LANES: usize = 16;

/// The last elements of a row, with `fill` behind them.
#[inline(always)]
fn filled_up<A: Copy>(rest: &[A], fill: A) -> [A; LANES] {
    let mut lanes = [fill; LANES];
    // Rows of whole blocks, as most are, do without a copy of none.
    if !rest.is_empty() {
        lanes[..rest.len()].copy_from_slice(rest);
    }
    lanes
}

/// `e^(x − max)` of the last elements of a row, and zeros.
#[inline(always)]
fn exp_rest<A: Float>(rest: &[A], max: A) -> [A; LANES] {
    if rest.is_empty() {
        return [A::zero(); LANES];
    }
    let mut lanes = filled_up(rest, A::neg_infinity());
    for lane in &mut lanes {
        *lane = (*lane - max).exp_fast();
    }
    lanes
}

simd! {
    pub(super) fn largest[A: Float](x: &[A]) -> A {
        let larger = |a, b| if b > a { b } else { a };
        let (chunks, rest) = x.as_chunks::<LANES>();
        let mut lanes = filled_up(rest, A::neg_infinity());
        for chunk in chunks {
            for (lane, &x) in lanes.iter_mut().zip(chunk) {
                *lane = larger(*lane, x);
            }
        }
        joined(lanes, larger)
    }

    /// `x = e^(x − max)`, and the sum of that.
    pub(super) fn exp_sum[A: Float](x: &mut [A], max: A) -> A {
        let (chunks, rest) = x.as_chunks_mut::<LANES>();
        let mut lanes = exp_rest(rest, max);
        if !rest.is_empty() {
            rest.copy_from_slice(&lanes[..rest.len()]);
        }
        for chunk in chunks {
            for (lane, x) in lanes.iter_mut().zip(chunk) {
                *x = (*x - max).exp_fast();
                *lane += *x;
            }
        }
        joined(lanes, |a, b| a + b)
    }

    /// The sum of `e^(x − max)`.
    pub(super) fn sum_exp[A: Float](x: &[A], max: A) -> A {
        let (chunks, rest) = x.as_chunks::<LANES>();
        let mut lanes = exp_rest(rest, max);
        for chunk in chunks {
            for (lane, &x) in lanes.iter_mut().zip(chunk) {
                *lane += (x - max).exp_fast();
            }
        }
        joined(lanes, |a, b| a + b)
    }

    pub(super) fn dot[A: Float](x: &[A], y: &[A]) -> A {
        let ((xs, x_rest), (ys, y_rest)) = (x.as_chunks::<LANES>(), y.as_chunks::<LANES>());
        let mut lanes = [A::zero(); LANES];
        for (x, y) in xs.iter().zip(ys) {
            for ((lane, &x), &y) in lanes.iter_mut().zip(x).zip(y) {
                *lane = x.mul_add(y, *lane);
            }
        }
        for ((lane, &x), &y) in lanes.iter_mut().zip(x_rest).zip(y_rest) {
            *lane = x.mul_add(y, *lane);
        }
        joined(lanes, |a, b| a + b)
    }

    pub(super) fn scale_row[A: Float](x: &mut [A], by: A) {
        for x in x {
            *x *= by;
        }
    }

    /// `x = (x − max) − log`. One after the other: beside a large maximum, the logarithm would be rounded away.
    fn shift_row[A: Float](x: &mut [A], max: A, log: A) {
        for x in x {
            *x = (*x - max) - log;
        }
    }

    fn softmax_row_backward[A: Float](y: &[A], dy: &mut [A], dot: A) {
        for (dy, &y) in dy.iter_mut().zip(y) {
            *dy = y * (*dy - dot);
        }
    }

    fn log_softmax_row_backward[A: Float](y: &[A], dy: &mut [A], sum: A) {
        for (dy, &y) in dy.iter_mut().zip(y) {
            *dy -= y.exp_fast() * sum;
        }
    }
}

/// A maximum that can be subtracted: of a row of `−∞` alone, 0.
pub(super) fn finite<A: Float>(max: A) -> A {
    if max.is_infinite() && max < A::zero() { A::zero() } else { max }
}

/// Along the axis, in place.
pub(crate) fn softmax<A: Float>(x: &mut [A], axis_sizes: AxisSizes) {
    if axis_sizes.inner > 1 {
        return softmax_columns::softmax(x, axis_sizes);
    }
    softmax_rows(None, x, axis_sizes.axis);
}

fn softmax_rows<A: Float>(from: Option<&[A]>, y: &mut [A], axis: usize) {
    each_row(from, y, axis, |row| {
        let sum = exp_sum(row, finite(largest(row)));
        scale_row(row, A::one() / sum);
    });
}

/// The one or the other of what stays as it is.
pub(crate) fn of<A: Float>(x: &[A], axis_sizes: AxisSizes, log: bool) -> Vec<A> {
    if axis_sizes.inner > 1 {
        let mut y = copied(x);
        if log {
            log_softmax(&mut y, axis_sizes)
        } else {
            softmax(&mut y, axis_sizes)
        }
        return y;
    }
    let mut y = scratch(x.len());
    match log {
        true => log_softmax_rows(Some(x), &mut y, axis_sizes.axis),
        false => softmax_rows(Some(x), &mut y, axis_sizes.axis),
    }
    y
}

/// The logarithm of it, in place.
pub(crate) fn log_softmax<A: Float>(x: &mut [A], axis_sizes: AxisSizes) {
    if axis_sizes.inner > 1 {
        return softmax_columns::log_softmax(x, axis_sizes);
    }
    log_softmax_rows(None, x, axis_sizes.axis);
}

fn log_softmax_rows<A: Float>(from: Option<&[A]>, y: &mut [A], axis: usize) {
    each_row(from, y, axis, |row| {
        let max = finite(largest(row));
        let log = sum_exp(row, max).ln();
        shift_row(row, max, log);
    });
}

/// `dx = y · (dy − Σ y·dy)`, in the place of `dy`.
pub(crate) fn softmax_backward<A: Float>(y: &[A], dy: &mut [A], axis_sizes: AxisSizes) {
    if axis_sizes.inner > 1 {
        return softmax_columns::softmax_backward(y, dy, axis_sizes);
    }
    each_row_with(y, dy, axis_sizes.axis, |y, dy| {
        let dot = dot(y, dy);
        softmax_row_backward(y, dy, dot);
    });
}

/// `dx = dy − softmax · Σ dy`, in the place of `dy`.
pub(crate) fn log_softmax_backward<A: Float>(y: &[A], dy: &mut [A], axis_sizes: AxisSizes) {
    if axis_sizes.inner > 1 {
        return softmax_columns::log_softmax_backward(y, dy, axis_sizes);
    }
    each_row_with(y, dy, axis_sizes.axis, |y, dy| {
        let sum = super::reduce::sum(dy);
        log_softmax_row_backward(y, dy, sum);
    });
}

/// Rows of so many elements, each copied first if it is taken from elsewhere.
fn each_row<A: Element>(from: Option<&[A]>, y: &mut [A], axis: usize, f: impl Fn(&mut [A]) + Sync) {
    rows(y, axis, &|first, y| {
        for (i, row) in y.chunks_exact_mut(axis).enumerate() {
            if let Some(from) = from {
                row.copy_from_slice(&from[(first + i) * axis..][..axis]);
            }
            f(row);
        }
    });
}

fn each_row_with<A: Element>(y: &[A], x: &mut [A], axis: usize, f: impl Fn(&[A], &mut [A]) + Sync) {
    rows(x, axis, &|first, x| {
        x.chunks_exact_mut(axis).zip(y.chunks_exact(axis).skip(first)).for_each(|(x, y)| f(y, x));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stays_as_it_is_gives_the_same_on_all_threads() {
        let axis_sizes = AxisSizes { outer: 3001, axis: 37, inner: 1 };
        let x: Vec<f32> = (0..3001 * 37).map(|i| (i * 7919 % 2003) as f32 / 300.0).collect();
        for log in [false, true] {
            let mut y = x.clone();
            if log {
                log_softmax(&mut y, axis_sizes)
            } else {
                softmax(&mut y, axis_sizes)
            }
            assert!(of(&x, axis_sizes, log) == y, "logarithm: {log}");
        }
    }
}
