//! Pooling over planes of rows: first down the rows, which vectorises, then along them.

use std::ops::Range;

use rayon::prelude::*;

use super::elementwise::accumulate;
use super::simd::simd;
use crate::shape::pool_output;
use crate::storage::{Float, scratch, zeros};

/// How windows slide along an axis.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slide {
    pub(crate) kernel: usize,
    pub(crate) stride: usize,
    pub(crate) padding: usize,
    pub(crate) dilation: usize,
    pub(crate) ceil_mode: bool,
}

/// The windows along one axis.
#[derive(Clone, Debug)]
pub(crate) struct Windows {
    /// The size of the axis.
    size: usize,
    /// What of it each window sees.
    ranges: Vec<Range<usize>>,
    /// The step between the elements of a window.
    step: usize,
    /// What an average over a window divides by.
    divisors: Vec<usize>,
}

impl Windows {
    /// None if the first window does not fit.
    pub(crate) fn sliding(size: usize, slide: Slide) -> Option<Self> {
        let Slide { kernel, stride, padding, dilation, ceil_mode } = slide;
        let count = pool_output(size, kernel, stride, padding, dilation, ceil_mode)?;
        let range = |i: usize| {
            let (start, end) = (i * stride, i * stride + dilation * (kernel - 1) + 1);
            // The first element that is not padding.
            let skipped = padding.saturating_sub(start).div_ceil(dilation) * dilation;
            let end = end.saturating_sub(padding).min(size);
            (start + skipped - padding).min(end)..end
        };
        let ranges: Vec<_> = (0..count).map(range).collect();
        let divisors = ranges.iter().map(ExactSizeIterator::len).collect();
        Some(Windows { size, ranges, step: dilation, divisors })
    }

    /// Averages count the padding on both sides, but not what is beyond it.
    pub(crate) fn counting_padding(mut self, slide: Slide) -> Self {
        let end = self.size + 2 * slide.padding;
        for (i, divisor) in self.divisors.iter_mut().enumerate() {
            *divisor = slide.kernel.min(end - i * slide.stride);
        }
        self
    }

    /// Averages divide by `divisor`, however many elements a window has.
    pub(crate) fn divided_by(mut self, divisor: usize) -> Self {
        self.divisors.fill(divisor);
        self
    }

    /// As many windows as asked for, as even as possible; they overlap where the size is no multiple.
    pub(crate) fn adaptive(size: usize, count: usize) -> Self {
        let ranges: Vec<_> = (0..count).map(|i| i * size / count..((i + 1) * size).div_ceil(count)).collect();
        let divisors = ranges.iter().map(ExactSizeIterator::len).collect();
        Windows { size, ranges, step: 1, divisors }
    }

    /// The number of windows.
    pub(crate) fn len(&self) -> usize {
        self.ranges.len()
    }
}

/// The windows of a plane.
#[derive(Clone, Debug)]
pub(crate) struct Plane {
    pub(crate) rows: Windows,
    pub(crate) cols: Windows,
}

impl Plane {
    pub(crate) fn input_len(&self) -> usize {
        self.rows.size * self.cols.size
    }

    pub(crate) fn output_len(&self) -> usize {
        self.rows.len() * self.cols.len()
    }

    /// How many planes one thread takes at a time, so that the result is the same for any number of threads.
    fn group(&self) -> usize {
        (16 * 1024 / self.input_len().max(1)).max(1)
    }
}

/// Where in its plane a maximum was found; beyond the plane if its window had no elements.
pub(crate) type Found = u32;
const NOWHERE: Found = Found::MAX;

simd! {
    /// `best = max(best, x)`, and `row` where `x` was larger. NaN is larger than everything.
    fn raise[A: Float](best: &mut [A], rows: &mut [Found], x: &[A], row: Found) {
        for ((best, best_row), &x) in best.iter_mut().zip(rows).zip(x) {
            let larger = (x > *best) | x.is_nan();
            *best = if larger { x } else { *best };
            *best_row = if larger { row } else { *best_row };
        }
    }
}

/// The largest element of each window, the first in the order of rows among equal ones; if `keep`, also where it is.
pub(crate) fn max<A: Float>(x: &[A], plane: &Plane, keep: bool) -> (Vec<A>, Vec<Found>) {
    let (inputs, outputs, group) = (plane.input_len(), plane.output_len(), plane.group());
    let planes = x.len() / inputs.max(1);
    let mut y: Vec<A> = scratch(planes * outputs);
    let mut found = vec![NOWHERE; if keep { y.len() } else { 0 }];
    let size = (group * outputs).max(1);
    let mut kept: Vec<_> = found.chunks_mut(size).map(Some).collect();
    kept.resize_with(planes.div_ceil(group), || None);
    y.par_chunks_mut(size).zip(x.par_chunks(group * inputs)).zip(kept).for_each(|((y, x), mut kept)| {
        let mut column = Column { best: zeros(plane.cols.size), rows: vec![0; plane.cols.size] };
        for (i, (y, x)) in y.chunks_mut(outputs).zip(x.chunks(inputs)).enumerate() {
            let kept = kept.as_mut().map(|kept| &mut kept[i * outputs..(i + 1) * outputs]);
            max_plane(x, plane, &mut column, y, kept);
        }
    });
    (y, found)
}

/// The maxima of each column over the rows of a window, and the rows in which they are.
struct Column<A> {
    best: Vec<A>,
    rows: Vec<Found>,
}

fn max_plane<A: Float>(
    x: &[A],
    plane: &Plane,
    column: &mut Column<A>,
    y: &mut [A],
    mut kept: Option<&mut [Found]>,
) {
    let Plane { rows, cols } = plane;
    let width = cols.size;
    for (i, range) in rows.ranges.iter().enumerate() {
        column.best.fill(A::neg_infinity());
        column.rows.fill(range.start as Found);
        for row in range.clone().step_by(rows.step) {
            raise(&mut column.best, &mut column.rows, &x[row * width..(row + 1) * width], row as Found);
        }
        let outputs = i * cols.len()..(i + 1) * cols.len();
        let mut kept = kept.as_mut().map(|kept| &mut kept[outputs.clone()]);
        for (j, (y, range)) in y[outputs].iter_mut().zip(&cols.ranges).enumerate() {
            let (best, at) = along(column, range.clone().step_by(cols.step), width);
            *y = best;
            if let Some(kept) = &mut kept {
                kept[j] = at;
            }
        }
    }
}

#[inline(always)]
fn along<A: Float>(column: &Column<A>, cols: impl Iterator<Item = usize>, width: usize) -> (A, Found) {
    let (mut best, mut at) = (A::neg_infinity(), NOWHERE);
    for col in cols {
        let (x, here) = (column.best[col], column.rows[col] * width as Found + col as Found);
        if x > best || x.is_nan() || (x == best && here < at) {
            (best, at) = (x, here);
        }
    }
    (best, at)
}

/// Spreads the gradients of maxima back to where they were found.
pub(crate) fn max_backward<A: Float>(dy: &[A], found: &[Found], plane: &Plane) -> Vec<A> {
    let (inputs, outputs, group) = (plane.input_len(), plane.output_len(), plane.group());
    let planes = dy.len() / outputs.max(1);
    let mut dx: Vec<A> = scratch(planes * inputs);
    let gradients = dy.par_chunks(group * outputs).zip(found.par_chunks(group * outputs));
    dx.par_chunks_mut(group * inputs).zip(gradients).for_each(|(dx, (dy, found))| {
        let gradients = dy.chunks(outputs).zip(found.chunks(outputs));
        for (dx, (dy, found)) in dx.chunks_mut(inputs).zip(gradients) {
            dx.fill(A::zero());
            for (&dy, &at) in dy.iter().zip(found) {
                if let Some(dx) = dx.get_mut(at as usize) {
                    *dx += dy;
                }
            }
        }
    });
    dx
}

/// The sum of each window, divided by its divisors.
pub(crate) fn mean<A: Float>(x: &[A], plane: &Plane) -> Vec<A> {
    let (inputs, outputs, group) = (plane.input_len(), plane.output_len(), plane.group());
    let mut y: Vec<A> = scratch(x.len() / inputs.max(1) * outputs);
    y.par_chunks_mut((group * outputs).max(1)).zip(x.par_chunks(group * inputs)).for_each(|(y, x)| {
        let mut sums = zeros(plane.cols.size);
        for (y, x) in y.chunks_mut(outputs).zip(x.chunks(inputs)) {
            mean_plane(x, plane, &mut sums, y);
        }
    });
    y
}

fn mean_plane<A: Float>(x: &[A], Plane { rows, cols }: &Plane, sums: &mut [A], y: &mut [A]) {
    for (i, y) in y.chunks_mut(cols.len()).enumerate() {
        sums.fill(A::zero());
        for row in rows.ranges[i].clone() {
            accumulate(sums, &x[row * cols.size..(row + 1) * cols.size]);
        }
        for ((y, range), &divisor) in y.iter_mut().zip(&cols.ranges).zip(&cols.divisors) {
            let sum: A = sums[range.clone()].iter().copied().sum();
            *y = sum / A::of((rows.divisors[i] * divisor) as f64);
        }
    }
}

/// Spreads the gradients of means back over their windows.
pub(crate) fn mean_backward<A: Float>(dy: &[A], plane: &Plane) -> Vec<A> {
    let (inputs, outputs, group) = (plane.input_len(), plane.output_len(), plane.group());
    let mut dx: Vec<A> = scratch(dy.len() / outputs.max(1) * inputs);
    dx.par_chunks_mut(group * inputs).zip(dy.par_chunks(group * outputs)).for_each(|(dx, dy)| {
        let mut sums = zeros(plane.cols.size);
        for (dx, dy) in dx.chunks_mut(inputs).zip(dy.chunks(outputs)) {
            dx.fill(A::zero());
            mean_plane_backward(dy, plane, &mut sums, dx);
        }
    });
    dx
}

fn mean_plane_backward<A: Float>(dy: &[A], Plane { rows, cols }: &Plane, sums: &mut [A], dx: &mut [A]) {
    for (i, dy) in dy.chunks(cols.len()).enumerate() {
        sums.fill(A::zero());
        for ((&dy, range), &divisor) in dy.iter().zip(&cols.ranges).zip(&cols.divisors) {
            let share = dy / A::of((rows.divisors[i] * divisor) as f64);
            sums[range.clone()].iter_mut().for_each(|sum| *sum += share);
        }
        for row in rows.ranges[i].clone() {
            accumulate(&mut dx[row * cols.size..(row + 1) * cols.size], sums);
        }
    }
}
