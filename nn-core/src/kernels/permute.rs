//! Copies that change the order or the extent of axes.

use super::parallel::chunks;
use crate::storage::{Element, scratch};

/// Elements below which one thread is faster than two.
const PARALLEL: usize = 64 * 1024;
/// The rows and columns of a tile that is transposed at a time, so that both sides stay in the cache.
const TILE: usize = 16;

/// The strides of a row-major array.
pub(crate) fn strides<const N: usize>(shape: [usize; N]) -> [usize; N] {
    let mut strides = [1; N];
    for axis in (1..N).rev() {
        strides[axis - 1] = strides[axis] * shape[axis];
    }
    strides
}

/// A row-major copy of the array of the given shape whose element at an index is found by `strides`.
pub(crate) fn gather_strided<A: Element, const N: usize>(
    x: &[A],
    shape: [usize; N],
    strides: [usize; N],
) -> Vec<A> {
    let mut y = scratch(shape.iter().product());
    if y.is_empty() {
        return y;
    }
    let (mut shape, mut strides) = (shape, strides);
    let axes = merged(&mut shape, &mut strides);
    let (shape, strides) = (&shape[..axes], &strides[..axes]);
    match (shape, strides) {
        ([first, rest @ ..], [step, ..]) if y.len() >= PARALLEL && *first > 1 => {
            let (row, rows) = (rest.iter().product::<usize>(), rows_at_a_time(*first));
            chunks(&mut y, rows * row, &|at, y| {
                let mut part = [0; N];
                part[..axes].copy_from_slice(shape);
                part[0] = y.len() / row;
                copy(&x[at / row * step..], y, &part[..axes], strides);
            });
        }
        _ => copy(x, &mut y, shape, strides),
    }
    y
}

/// How many rows of the first axis one thread takes: whole tiles, if there are enough of them.
fn rows_at_a_time(rows: usize) -> usize {
    let eighth = rows.div_ceil(8);
    if eighth > TILE { eighth.next_multiple_of(TILE) } else { eighth }
}

/// Leaves out axes of size 1, and makes one of two neighbours whose elements lie as those of one axis would. How many are
/// left, at the front.
fn merged(shape: &mut [usize], strides: &mut [usize]) -> usize {
    let mut axes = 0;
    for axis in 0..shape.len() {
        let (size, step) = (shape[axis], strides[axis]);
        if size == 1 {
            continue;
        }
        if axes > 0 && strides[axes - 1] == step * size {
            shape[axes - 1] *= size;
            strides[axes - 1] = step;
        } else {
            (shape[axes], strides[axes]) = (size, step);
            axes += 1;
        }
    }
    axes
}

fn copy<A: Element>(x: &[A], y: &mut [A], shape: &[usize], strides: &[usize]) {
    match (shape, strides) {
        ([], _) => y[0] = x[0],
        ([n], [1]) => y.copy_from_slice(&x[..*n]),
        ([_], [0]) => y.fill(x[0]),
        ([_], [step]) => y.iter_mut().zip(x.iter().step_by(*step)).for_each(|(y, &x)| *y = x),
        ([rows, .., cols], [1, .., step]) if *rows > 8 && *step > 1 => {
            let inner = 1..shape.len() - 1;
            let row = y.len() / rows;
            each_index(&shape[inner.clone()], &strides[inner], |number, at| {
                transpose(&x[at..], &mut y[number * cols..], [*rows, *cols], *step, row);
            });
        }
        ([_, rest @ ..], [step, inner @ ..]) => {
            let size = rest.iter().product();
            for (i, y) in y.chunks_exact_mut(size).enumerate() {
                copy(&x[i * step..], y, rest, inner);
            }
        }
        _ => unreachable!("a shape has as many strides as axes"),
    }
}

/// Calls `f` with the number of each index in order, and with where it lies.
fn each_index(shape: &[usize], strides: &[usize], mut f: impl FnMut(usize, usize)) {
    for number in 0..shape.iter().product() {
        let (mut rest, mut at) = (number, 0);
        for (size, step) in shape.iter().zip(strides).rev() {
            at += rest % size * step;
            rest /= size;
        }
        f(number, at);
    }
}

/// `y[i · row + j] = x[j · step + i]`, tile by tile.
fn transpose<A: Element>(x: &[A], y: &mut [A], [rows, cols]: [usize; 2], step: usize, row: usize) {
    for i in (0..rows).step_by(TILE) {
        let height = TILE.min(rows - i);
        for j in (0..cols).step_by(TILE) {
            let width = TILE.min(cols - j);
            let (x, y) = (&x[j * step + i..], &mut y[i * row + j..]);
            match [height, width] {
                [TILE, TILE] => whole_tile(x, y, step, row),
                _ => tile(x, y, [height, width], step, row),
            }
        }
    }
}

fn tile<A: Element>(x: &[A], y: &mut [A], [height, width]: [usize; 2], step: usize, row: usize) {
    for j in 0..width {
        for (i, &x) in x[j * step..][..height].iter().enumerate() {
            y[i * row + j] = x;
        }
    }
}

/// By way of an array, so that both sides are read and written a row at a time.
fn whole_tile<A: Element>(x: &[A], y: &mut [A], step: usize, row: usize) {
    let mut kept = [[x[0]; TILE]; TILE];
    for (j, kept) in kept.iter_mut().enumerate() {
        kept.copy_from_slice(&x[j * step..][..TILE]);
    }
    for i in 0..TILE {
        let line = &mut y[i * row..][..TILE];
        for (y, kept) in line.iter_mut().zip(&kept) {
            *y = kept[i];
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{gather_strided, strides};

    /// Element by element.
    fn slow<const N: usize>(x: &[f32], shape: [usize; N], steps: [usize; N]) -> Vec<f32> {
        let places = (0..shape.iter().product()).map(|mut number: usize| {
            (0..N).rev().fold(0, |at, axis| {
                let index = number % shape[axis];
                number /= shape[axis];
                at + index * steps[axis]
            })
        });
        places.map(|at| x[at]).collect()
    }

    fn check<const N: usize>(shape: [usize; N], axes: [usize; N], stretched: Option<usize>) {
        let size = shape.iter().product();
        let x: Vec<f32> = (0..size).map(|i: usize| i as f32).collect();
        let steps = strides(shape);
        let (mut new, mut steps) = (axes.map(|axis| shape[axis]), axes.map(|axis| steps[axis]));
        if let Some(axis) = stretched {
            (new[axis], steps[axis]) = (new[axis] + 2, 0);
        }
        assert!(gather_strided(&x, new, steps) == slow(&x, new, steps), "{shape:?} {axes:?} {stretched:?}");
    }

    proptest! {
        #[test]
        fn any_order_and_any_stretched_axis(
            shape in [1..40usize, 1..7usize, 1..20usize, 1..40usize],
            axes in Just([0, 1, 2, 3]).prop_shuffle(),
            stretched in proptest::option::of(0..4usize),
        ) {
            check(shape, axes, stretched);
        }
    }

    #[test]
    fn large_ones_on_several_threads() {
        for axes in [[2, 1, 0], [1, 2, 0], [0, 2, 1], [2, 0, 1], [1, 0, 2]] {
            check([50, 37, 70], axes, None);
            check([50, 37, 70], axes, Some(0));
        }
        check([300, 257], [1, 0], None);
        check([0, 3, 2], [2, 1, 0], None);
    }
}
