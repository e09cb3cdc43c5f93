//! The means of windows: first from slice to slice and down the rows, which vectorises, then along them.

use super::parallel::each;
use super::simd::simd;
use super::windows::Plane;
use crate::storage::{Float, scratch};

/// The sum of each window, divided by its divisors.
pub(crate) fn mean<A: Float>(x: &[A], plane: &Plane) -> Vec<A> {
    let (inputs, outputs, group) = (plane.input_len(), plane.output_len(), plane.group());
    let mut y: Vec<A> = scratch(x.len() / inputs.max(1) * outputs);
    let parts = y.chunks_mut((group * outputs).max(1)).zip(x.chunks(group * inputs));
    each(parts, |(y, x)| {
        let mut sums = vec![A::zero(); plane.cols.size];
        for (y, x) in y.chunks_mut(outputs).zip(x.chunks(inputs)) {
            mean_plane(x, plane, &mut sums, y);
        }
    });
    y
}

/// Spreads the gradients of means back over their windows.
pub(crate) fn mean_backward<A: Float>(dy: &[A], plane: &Plane) -> Vec<A> {
    let (inputs, outputs, group) = (plane.input_len(), plane.output_len(), plane.group());
    let mut dx: Vec<A> = scratch(dy.len() / outputs.max(1) * inputs);
    let parts = dx.chunks_mut(group * inputs).zip(dy.chunks((group * outputs).max(1)));
    each(parts, |(dx, dy)| {
        let mut sums = vec![A::zero(); plane.cols.size];
        for (dx, dy) in dx.chunks_mut(inputs).zip(dy.chunks(outputs)) {
            dx.fill(A::zero());
            mean_plane_backward(dy, plane, &mut sums, dx);
        }
    });
    dx
}

simd! {
    fn mean_plane[A: Float](x: &[A], plane: &Plane, sums: &mut [A], y: &mut [A]) {
        let Plane { depths, rows, cols, .. } = plane;
        for (y, [slice, row]) in y.chunks_exact_mut(cols.len()).zip(plane.lines()) {
            sums.fill(A::zero());
            let others = depths.divisors[slice] * rows.divisors[row];
            plane.each_row([slice, row], |start| add(sums, &x[start..start + cols.size]));
            for ((y, range), &divisor) in y.iter_mut().zip(&cols.ranges).zip(&cols.divisors) {
                let sum: A = sums[range.clone()].iter().copied().sum();
                *y = sum / A::of((others * divisor) as f64);
            }
        }
    }

    fn mean_plane_backward[A: Float](dy: &[A], plane: &Plane, sums: &mut [A], dx: &mut [A]) {
        let Plane { depths, rows, cols, .. } = plane;
        for (dy, [slice, row]) in dy.chunks_exact(cols.len()).zip(plane.lines()) {
            sums.fill(A::zero());
            let others = depths.divisors[slice] * rows.divisors[row];
            for ((&dy, range), &divisor) in dy.iter().zip(&cols.ranges).zip(&cols.divisors) {
                let share = dy / A::of((others * divisor) as f64);
                sums[range.clone()].iter_mut().for_each(|sum| *sum += share);
            }
            plane.each_row([slice, row], |start| add(&mut dx[start..start + cols.size], sums));
        }
    }
}

#[inline(always)]
fn add<A: Float>(sums: &mut [A], x: &[A]) {
    for (sum, &x) in sums.iter_mut().zip(x) {
        *sum += x;
    }
}
