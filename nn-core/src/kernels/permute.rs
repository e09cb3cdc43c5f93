//! Copies that change the order or the extent of axes.

use super::broadcast::{Places, Run};
use super::parallel::chunks;
use super::stream::{self, LINE, fence, is_large, written_in_parts};
use crate::storage::{Element, scratch};

/// Elements below which one thread is faster than two.
const PARALLEL: usize = 32 * 1024;
/// The rows and columns of a tile that is transposed at a time, so that both sides stay in the cache.
const TILE: usize = 16;
/// A block whose rows begin with lines.
#[repr(align(64))]
struct Block<A, const N: usize>([[A; N]; N]);

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
        ([.., _, run], [.., 0 | 1]) => copy_runs(x, &mut y, shape, strides, *run),
        ([first, rest @ ..], [step, ..]) if y.len() >= PARALLEL && *first > 1 => {
            let (row, rows) = (rest.iter().product::<usize>(), rows_at_a_time(*first));
            let past = is_large(&y);
            chunks(&mut y, rows * row, &|at, y| {
                let mut part = [0; N];
                part[..axes].copy_from_slice(shape);
                part[0] = y.len() / row;
                copy(&x[at / row * step..], y, &part[..axes], strides, past);
                fence();
            });
        }
        _ => copy(x, &mut y, shape, strides, false),
    }
    y
}

/// Puts `f` of what stands there and of each element of `x` in the place of every `step`-th element, from the first on.
#[inline(always)]
pub(super) fn into_every<A: Copy>(step: usize, x: &[A], y: &mut [A], f: impl Fn(A, A) -> A) {
    const BLOCK: usize = 8;
    if step == 1 {
        return into(x, &mut y[..x.len()], f);
    }
    // Of whole blocks, what stands between is written as it was: that is a shuffle instead of a store for each element.
    let whole = if step == 2 { x.len().min(y.len() / 2) / BLOCK * BLOCK } else { 0 };
    let ((blocks, x), (to, y)) = (x.split_at(whole), y.split_at_mut(whole * step));
    for (x, y) in blocks.as_chunks::<BLOCK>().0.iter().zip(to.as_chunks_mut::<{ 2 * BLOCK }>().0) {
        let mut block = *y;
        for i in 0..BLOCK {
            block[2 * i] = f(block[2 * i], x[i]);
        }
        *y = block;
    }
    y.iter_mut().step_by(step).zip(x).for_each(|(y, &x)| *y = f(*y, x));
}

/// Puts `f` of both in the place of each element of `y`: they are few, and a vector is worth it even where it is not whole.
#[inline(always)]
fn into<A: Copy>(x: &[A], y: &mut [A], f: impl Fn(A, A) -> A) {
    match x.len() {
        0..4 => y.iter_mut().zip(x).for_each(|(y, &x)| *y = f(*y, x)),
        4..8 => into_chunks::<A, 4>(x, y, f),
        8..16 => into_chunks::<A, 8>(x, y, f),
        _ => into_chunks::<A, 16>(x, y, f),
    }
}

/// In chunks of `N`, of which the last one may share elements with the one before it.
#[inline(always)]
fn into_chunks<A: Copy, const N: usize>(x: &[A], y: &mut [A], f: impl Fn(A, A) -> A) {
    let of_both = |x: &[A; N], y: &[A; N]| -> [A; N] { std::array::from_fn(|i| f(y[i], x[i])) };
    let end = of_both(x.last_chunk().expect("a whole chunk"), y.last_chunk().expect("a whole chunk"));
    for (x, y) in x.as_chunks().0.iter().zip(y.as_chunks_mut().0) {
        *y = of_both(x, y);
    }
    *y.last_chunk_mut().expect("a whole chunk") = end;
}

/// How many rows of the first axis one thread takes: whole tiles, if there are enough of them.
fn rows_at_a_time(rows: usize) -> usize {
    let eighth = rows.div_ceil(8);
    if eighth > TILE { eighth.next_multiple_of(TILE) } else { eighth }
}

/// Leaves out axes of size 1, and makes one of two neighbours whose elements lie as those of one axis would. How many are
/// left, at the front.
pub(crate) fn merged(shape: &mut [usize], strides: &mut [usize]) -> usize {
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

/// Elements that lie side by side, or are the same, so many at a time.
pub(crate) fn copy_runs<A: Element>(x: &[A], y: &mut [A], shape: &[usize], strides: &[usize], run: usize) {
    let outer: Vec<Run> = shape.iter().zip(strides).map(|(&len, &a)| Run { len, a, b: 0 }).collect();
    let (outer, last) = outer.split_at(shape.len() - 1);
    let neighbours = match outer {
        [.., Run { a, .. }, Run { a: b, len, .. }] if a < b => *len,
        _ => 1,
    };
    written_in_parts(y, &|at, y| {
        let (mut places, skipped) = (Places::new(outer, at / run), at % run);
        let (head, y) = y.split_at_mut(((run - skipped) % run).min(y.len()));
        if !head.is_empty() {
            copy_run(&x[places.a..], skipped * last[0].a, head, last[0].a);
            places.advance();
        }
        let from = places.take(y.len().div_ceil(run));
        for first in 0..neighbours.min(from.len()) {
            let runs = from.iter().zip(y.chunks_mut(run)).skip(first).step_by(neighbours);
            runs.for_each(|(&from, y)| copy_run(&x[from..], 0, y, last[0].a));
        }
    });
}

fn copy_run<A: Copy>(x: &[A], skipped: usize, y: &mut [A], step: usize) {
    match step {
        0 => y.fill(x[0]),
        _ => y.copy_from_slice(&x[skipped..][..y.len()]),
    }
}

fn copy<A: Element>(x: &[A], y: &mut [A], shape: &[usize], strides: &[usize], past: bool) {
    match (shape, strides) {
        ([], _) => y[0] = x[0],
        ([n], [1]) => y.copy_from_slice(&x[..*n]),
        ([_], [0]) => y.fill(x[0]),
        ([_], [step]) => y.iter_mut().zip(x.iter().step_by(*step)).for_each(|(y, &x)| *y = x),
        ([rows, .., cols], [1, .., step]) if *rows > 8 && *step > 1 => {
            let inner = 1..shape.len() - 1;
            let row = y.len() / rows;
            each_index(&shape[inner.clone()], &strides[inner], |number, at| {
                let (x, y) = (&x[at..], &mut y[number * cols..]);
                match past && (row * size_of::<A>()).is_multiple_of(LINE) {
                    true => transpose(x, y, [*rows, *cols], [*step, row], stream::copy),
                    false => transpose(x, y, [*rows, *cols], [*step, row], |x, y| y.copy_from_slice(x)),
                }
            });
        }
        ([_, rest @ ..], [step, inner @ ..]) => {
            let size = rest.iter().product();
            for (i, y) in y.chunks_exact_mut(size).enumerate() {
                copy(&x[i * step..], y, rest, inner, past);
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

/// `y[i · row + j] = x[j · step + i]`, in blocks as large as the array and the first-level cache have room for.
fn transpose<A: Element>(
    x: &[A],
    y: &mut [A],
    [rows, cols]: [usize; 2],
    [step, row]: [usize; 2],
    put: impl Fn(&[A], &mut [A]),
) {
    match size_of::<A>() {
        ..=4 if rows.min(cols) >= 64 => by_blocks::<A, 64>(x, y, [rows, cols], [step, row], put),
        _ if rows.min(cols) >= 32 => by_blocks::<A, 32>(x, y, [rows, cols], [step, row], put),
        _ => by_blocks::<A, 16>(x, y, [rows, cols], [step, row], put),
    }
}

fn by_blocks<A: Element, const N: usize>(
    x: &[A],
    y: &mut [A],
    [rows, cols]: [usize; 2],
    [step, row]: [usize; 2],
    put: impl Fn(&[A], &mut [A]),
) {
    let mut blocks = [Block([[A::default(); N]; N]), Block([[A::default(); N]; N])];
    // Blocks of the result whose rows begin with lines.
    let begin = y.as_ptr().align_offset(LINE).min(cols) % N;
    for j in std::iter::once(0).filter(|_| begin > 0).chain((begin..cols).step_by(N)) {
        let width = if j < begin { begin } else { N.min(cols - j) };
        for i in (0..rows).step_by(N) {
            let sizes = [N.min(rows - i), width];
            block(&x[j * step + i..], &mut y[i * row + j..], sizes, [step, row], &mut blocks, &put);
        }
    }
}

/// Both sides are read and written in whole rows of the block.
fn block<A: Element, const N: usize>(
    x: &[A],
    y: &mut [A],
    [rows, cols]: [usize; 2],
    [step, row]: [usize; 2],
    [Block(read), Block(turned)]: &mut [Block<A, N>; 2],
    put: impl Fn(&[A], &mut [A]),
) {
    for (read, x) in read.iter_mut().zip(x.chunks(step)).take(cols) {
        read[..rows].copy_from_slice(&x[..rows]);
    }
    turn(read, turned);
    for (turned, y) in turned.iter().zip(y.chunks_mut(row)).take(rows) {
        put(&turned[..cols], &mut y[..cols]);
    }
}

fn turn<A: Copy, const N: usize>(x: &[[A; N]; N], y: &mut [[A; N]; N]) {
    for (i, y) in y.iter_mut().enumerate() {
        for (y, x) in y.iter_mut().zip(x) {
            *y = x[i];
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{gather_strided, into_every, strides};

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
        fn what_lies_a_step_apart_is_written(step in 1..4usize, len in 0..70usize, more in 0..20usize) {
            let x: Vec<usize> = (0..len).map(|i| i * step).collect();
            // The last element may be the last of all.
            let mut sums = vec![1; (len * step + more).saturating_sub(step - 1)];
            into_every(step, &x, &mut sums, |before, x| 10 * x + before);
            for (i, &sum) in sums.iter().enumerate() {
                let is_written = i % step == 0 && i / step < len;
                prop_assert_eq!(sum, if is_written { 10 * i + 1 } else { 1 });
            }
        }

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
    fn very_large_ones_past_the_caches() {
        check([1504, 1408], [1, 0], None);
        check([1501, 1408], [1, 0], None);
        check([3, 1100, 720], [0, 2, 1], None);
        check([4, 66, 130, 64], [0, 2, 1, 3], None);
        check([4, 66, 130, 64], [2, 0, 1, 3], Some(2));
        check([2, 66, 130, 64], [0, 2, 1, 3], Some(3));
    }

    #[test]
    fn elements_of_any_size() {
        let doubles: Vec<f64> = (0..1120 * 1000).map(f64::from).collect();
        let turned = gather_strided(&doubles, [1000, 1120], [1, 1000]);
        assert!((0..doubles.len()).all(|i| turned[i] == doubles[i % 1120 * 1000 + i / 1120]));
        let flags: Vec<bool> = (0..70 * 90).map(|i| i * i % 7 < 3).collect();
        let turned = gather_strided(&flags, [70, 90], [1, 70]);
        assert!((0..flags.len()).all(|i| turned[i] == flags[i % 90 * 70 + i / 90]));
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
