//! The largest elements of windows: first from slice to slice and down the rows, which vectorises, then along them.

use super::parallel::each;
use super::simd::simd;
use super::windows::Plane;
use crate::storage::{Float, scratch};

/// Where in its plane a maximum was found; beyond the plane if its window had no elements.
pub(crate) type Found = u32;
const NOWHERE: Found = Found::MAX;

/// NaN is larger than everything.
#[inline(always)]
fn larger<A: Float>(x: A, best: A) -> bool {
    (x > best) | x.is_nan()
}

/// The largest element of each window.
pub(crate) fn max<A: Float>(x: &[A], plane: &Plane) -> Vec<A> {
    let (inputs, outputs, group) = (plane.input_len(), plane.output_len(), plane.group());
    let mut y: Vec<A> = scratch(x.len() / inputs.max(1) * outputs);
    let pairs = plane.cols.are_pairs();
    let parts = y.chunks_mut((group * outputs).max(1)).zip(x.chunks(group * inputs));
    each(parts, |(y, x)| {
        let mut best = vec![A::zero(); plane.cols.size];
        for (y, x) in y.chunks_mut(outputs).zip(x.chunks(inputs)) {
            max_plane(x, plane, pairs, &mut best, y);
        }
    });
    y
}

simd! {
    fn max_plane[A: Float](x: &[A], plane: &Plane, pairs: bool, best: &mut [A], y: &mut [A]) {
        let cols = &plane.cols;
        for (y, line) in y.chunks_exact_mut(cols.len()).zip(plane.lines()) {
            best.fill(A::neg_infinity());
            plane.each_row(line, |start| {
                for (best, &x) in best.iter_mut().zip(&x[start..start + cols.size]) {
                    *best = if larger(x, *best) { x } else { *best };
                }
            });
            if pairs {
                for (y, &[a, b]) in y.iter_mut().zip(best.as_chunks::<2>().0) {
                    *y = if larger(b, a) { b } else { a };
                }
                continue;
            }
            for (y, range) in y.iter_mut().zip(&cols.ranges) {
                let window = best[range.clone()].iter().step_by(cols.step);
                *y = window.fold(A::neg_infinity(), |best, &x| if larger(x, best) { x } else { best });
            }
        }
    }
}

/// The maxima of each column over the slices and rows of a window, and where in the plane they are.
struct Column<A> {
    best: Vec<A>,
    at: Vec<Found>,
}

/// The largest element of each window, the first in the order of reading among equal ones, and where it is.
pub(crate) fn max_and_where<A: Float>(x: &[A], plane: &Plane) -> (Vec<A>, Vec<Found>) {
    let (inputs, outputs, group) = (plane.input_len(), plane.output_len(), plane.group());
    let mut y: Vec<A> = scratch(x.len() / inputs.max(1) * outputs);
    let mut found = vec![NOWHERE; y.len()];
    let (size, width, pairs) = ((group * outputs).max(1), plane.cols.size, plane.cols.are_pairs());
    let results = y.chunks_mut(size).zip(found.chunks_mut(size));
    each(results.zip(x.chunks(group * inputs)), |((y, found), x)| {
        let mut column = Column { best: vec![A::zero(); width], at: vec![0; width] };
        let results = y.chunks_mut(outputs).zip(found.chunks_mut(outputs));
        for ((y, found), x) in results.zip(x.chunks(inputs)) {
            find_plane(x, plane, pairs, &mut column, y, found);
        }
    });
    (y, found)
}

/// The same with windows of its own for each plane, which all have the same size and as many windows.
pub(crate) fn max_and_where_each<A: Float>(x: &[A], planes: &[Plane]) -> (Vec<A>, Vec<Found>) {
    let inputs = planes.first().map_or(1, Plane::input_len);
    let each = planes.iter().zip(x.chunks(inputs.max(1))).map(|(plane, x)| max_and_where(x, plane));
    let (y, found): (Vec<_>, Vec<_>) = each.unzip();
    (y.concat(), found.concat())
}

simd! {
    fn find_plane[A: Float](
        x: &[A],
        plane: &Plane,
        pairs: bool,
        column: &mut Column<A>,
        y: &mut [A],
        found: &mut [Found],
    ) {
        let cols = &plane.cols;
        let results = y.chunks_exact_mut(cols.len()).zip(found.chunks_exact_mut(cols.len()));
        for ((y, found), line) in results.zip(plane.lines()) {
            down(x, plane, line, column);
            if pairs {
                along_pairs(column, y, found);
                continue;
            }
            for ((y, found), range) in y.iter_mut().zip(found).zip(&cols.ranges) {
                (*y, *found) = along(column, range.clone().step_by(cols.step));
            }
        }
    }
}

#[inline(always)]
fn down<A: Float>(x: &[A], plane: &Plane, line: [usize; 2], column: &mut Column<A>) {
    column.best.fill(A::neg_infinity());
    column.at.fill(NOWHERE);
    plane.each_row(line, |start| take_row(&x[start..start + plane.cols.size], start, column));
}

#[inline(always)]
fn take_row<A: Float>(x: &[A], start: usize, column: &mut Column<A>) {
    let columns = column.best.iter_mut().zip(&mut column.at).zip(x);
    for (i, ((best, at), &x)) in columns.enumerate() {
        // The first element is taken in any case, so that the backward pass finds a row of −∞.
        let take = larger(x, *best) | (*at == NOWHERE);
        *best = if take { x } else { *best };
        *at = if take { (start + i) as Found } else { *at };
    }
}

/// Whether the second of two maxima is the one: the larger, or the first in the order of reading.
#[inline(always)]
fn second<A: Float>((x, at): (A, Found), (best, best_at): (A, Found)) -> bool {
    larger(x, best) | ((x == best) & (at < best_at))
}

#[inline(always)]
fn along_pairs<A: Float>(column: &Column<A>, y: &mut [A], found: &mut [Found]) {
    let pairs = column.best.as_chunks::<2>().0.iter().zip(column.at.as_chunks::<2>().0);
    for ((y, found), (&[a, b], &[at_a, at_b])) in y.iter_mut().zip(found).zip(pairs) {
        let take = second((b, at_b), (a, at_a));
        *y = if take { b } else { a };
        *found = if take { at_b } else { at_a };
    }
}

#[inline(always)]
fn along<A: Float>(column: &Column<A>, cols: impl Iterator<Item = usize>) -> (A, Found) {
    let mut best = (A::neg_infinity(), NOWHERE);
    for col in cols {
        let here = (column.best[col], column.at[col]);
        let take = second(here, best);
        // Two selects instead of a branch, which data would mislead.
        best = (if take { here.0 } else { best.0 }, if take { here.1 } else { best.1 });
    }
    best
}

/// Spreads the gradients of maxima back to where they were found.
pub(crate) fn max_backward<A: Float>(dy: &[A], found: &[Found], plane: &Plane) -> Vec<A> {
    let (inputs, outputs, group) = (plane.input_len(), plane.output_len(), plane.group());
    let mut dx: Vec<A> = scratch(dy.len() / outputs.max(1) * inputs);
    let size = (group * outputs).max(1);
    let gradients = dy.chunks(size).zip(found.chunks(size));
    each(dx.chunks_mut(group * inputs).zip(gradients), |(dx, (dy, found))| {
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
