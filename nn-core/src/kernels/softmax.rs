//! Softmax over rows, in place.

use super::parallel::chunks;
use super::reduce::AxisSizes;
use super::simd::simd;
use crate::storage::{Element, Float, recycle, scratch};

simd! {
    pub(super) fn largest[A: Float](x: &[A]) -> A {
        let mut lanes = [A::neg_infinity(); 16];
        let (chunks, rest) = x.as_chunks::<16>();
        for chunk in chunks {
            for (lane, &x) in lanes.iter_mut().zip(chunk) {
                *lane = if x > *lane { x } else { *lane };
            }
        }
        for (lane, &x) in lanes.iter_mut().zip(rest) {
            *lane = if x > *lane { x } else { *lane };
        }
        lanes.into_iter().fold(A::neg_infinity(), |a, b| if b > a { b } else { a })
    }

    /// `x = e^(x − max)`, and the sum of that.
    pub(super) fn exp_sum[A: Float](x: &mut [A], max: A) -> A {
        let mut lanes = [A::zero(); 16];
        let (chunks, rest) = x.as_chunks_mut::<16>();
        for chunk in chunks {
            for (lane, x) in lanes.iter_mut().zip(chunk) {
                *x = (*x - max).exp_fast();
                *lane += *x;
            }
        }
        let mut sum = A::zero();
        for x in rest {
            *x = (*x - max).exp_fast();
            sum += *x;
        }
        lanes.into_iter().fold(sum, |a, b| a + b)
    }

    /// The sum of `e^(x − max)`.
    pub(super) fn sum_exp[A: Float](x: &[A], max: A) -> A {
        let mut lanes = [A::zero(); 16];
        let (chunks, rest) = x.as_chunks::<16>();
        for chunk in chunks {
            for (lane, &x) in lanes.iter_mut().zip(chunk) {
                *lane += (x - max).exp_fast();
            }
        }
        let mut sum = A::zero();
        for &x in rest {
            sum += (x - max).exp_fast();
        }
        lanes.into_iter().fold(sum, |a, b| a + b)
    }

    pub(super) fn dot[A: Float](x: &[A], y: &[A]) -> A {
        let mut lanes = [A::zero(); 16];
        let ((xs, x_rest), (ys, y_rest)) = (x.as_chunks::<16>(), y.as_chunks::<16>());
        for (x, y) in xs.iter().zip(ys) {
            for ((lane, &x), &y) in lanes.iter_mut().zip(x).zip(y) {
                *lane = x.mul_add(y, *lane);
            }
        }
        let mut sum = A::zero();
        for (&x, &y) in x_rest.iter().zip(y_rest) {
            sum = x.mul_add(y, sum);
        }
        lanes.into_iter().fold(sum, |a, b| a + b)
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

pub(crate) fn softmax<A: Float>(x: &mut [A], axis_sizes: AxisSizes) {
    each_row(x, axis_sizes, |row| {
        let sum = exp_sum(row, finite(largest(row)));
        scale_row(row, A::one() / sum);
    });
}

pub(crate) fn log_softmax<A: Float>(x: &mut [A], axis_sizes: AxisSizes) {
    each_row(x, axis_sizes, |row| {
        let max = finite(largest(row));
        let log = sum_exp(row, max).ln();
        shift_row(row, max, log);
    });
}

/// `dx = y · (dy − Σ y·dy)`, in the place of `dy`.
pub(crate) fn softmax_backward<A: Float>(y: &[A], dy: &mut [A], axis_sizes: AxisSizes) {
    each_row_with(y, dy, axis_sizes, |y, dy| {
        let dot = dot(y, dy);
        softmax_row_backward(y, dy, dot);
    });
}

/// `dx = dy − softmax · Σ dy`, in the place of `dy`.
pub(crate) fn log_softmax_backward<A: Float>(y: &[A], dy: &mut [A], axis_sizes: AxisSizes) {
    each_row_with(y, dy, axis_sizes, |y, dy| {
        let sum = super::reduce::sum(dy);
        log_softmax_row_backward(y, dy, sum);
    });
}

/// Rows along the axis; where they are not contiguous, each is copied out and back.
fn each_row<A: Element>(x: &mut [A], axis_sizes: AxisSizes, f: impl Fn(&mut [A]) + Sync) {
    let AxisSizes { axis, inner, .. } = axis_sizes;
    if axis == 0 || x.is_empty() {
        return;
    }
    if inner == 1 {
        return by_group(x, axis, |rows| rows.chunks_exact_mut(axis).for_each(&f));
    }
    x.chunks_exact_mut(axis * inner).for_each(|block| {
        let mut row: Vec<A> = scratch(axis);
        for i in 0..inner {
            gather(block, i, inner, &mut row);
            f(&mut row);
            scatter(block, i, inner, &row);
        }
        recycle(row);
    });
}

fn each_row_with<A: Element>(y: &[A], x: &mut [A], axis_sizes: AxisSizes, f: impl Fn(&[A], &mut [A]) + Sync) {
    let AxisSizes { axis, inner, .. } = axis_sizes;
    if axis == 0 || x.is_empty() {
        return;
    }
    if inner == 1 {
        let group = group(axis);
        let parts = |(x, y): (&mut [A], &[A])| {
            x.chunks_exact_mut(axis).zip(y.chunks_exact(axis)).for_each(|(x, y)| f(y, x));
        };
        return match x.len() < PARALLEL {
            true => parts((x, y)),
            false => chunks(x, group, &|at, x| parts((x, &y[at..]))),
        };
    }
    x.chunks_exact_mut(axis * inner).zip(y.chunks_exact(axis * inner)).for_each(|(x, y)| {
        let (mut x_row, mut y_row): (Vec<A>, Vec<A>) = (scratch(axis), scratch(axis));
        for i in 0..inner {
            gather(x, i, inner, &mut x_row);
            gather(y, i, inner, &mut y_row);
            f(&y_row, &mut x_row);
            scatter(x, i, inner, &x_row);
        }
        recycle(x_row);
        recycle(y_row);
    });
}

const PARALLEL: usize = 64 * 1024;

/// How many elements one thread takes at a time: whole rows.
fn group(axis: usize) -> usize {
    (16 * 1024 / axis).max(1) * axis
}

fn by_group<A: Element>(x: &mut [A], axis: usize, f: impl Fn(&mut [A]) + Sync) {
    match x.len() < PARALLEL {
        true => f(x),
        false => chunks(x, group(axis), &|_, x| f(x)),
    }
}

fn gather<A: Copy>(block: &[A], start: usize, step: usize, row: &mut [A]) {
    for (i, x) in row.iter_mut().enumerate() {
        *x = block[start + i * step];
    }
}

fn scatter<A: Copy>(block: &mut [A], start: usize, step: usize, row: &[A]) {
    for (i, &x) in row.iter().enumerate() {
        block[start + i * step] = x;
    }
}
