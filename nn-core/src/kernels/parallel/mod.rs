//! Work split among the threads.
//!
//! What is done is behind a reference, so that the machinery of the threads is compiled once and not for each loop: that
//! would be most of the library's compile time.

mod team;

use std::sync::Mutex;

use super::stream::LINE;
use crate::storage::{Float, scratch};

/// Calls `f` with each chunk of `size` elements and the place where it begins, on all threads.
pub(crate) fn chunks<A: Send>(x: &mut [A], size: usize, f: &(dyn Fn(usize, &mut [A]) + Sync)) {
    each(x.chunks_mut(size).enumerate(), |(i, x)| f(i * size, x));
}

/// Calls `f` with pieces of `x` and the places where they begin, on all threads if there are many elements. Of many, all pieces
/// but the first begin with a line of the caches, so that few vectors are split between two.
pub(crate) fn pieces<A: Send>(x: &mut [A], f: &(dyn Fn(usize, &mut [A]) + Sync)) {
    // Below this many elements one thread is faster than two.
    const PARALLEL: usize = 32 * 1024;
    // Large enough that handing it over costs little.
    const PIECE: usize = 16 * 1024;
    if x.len() < PARALLEL {
        return f(0, x);
    }
    let begin = x.as_ptr().align_offset(LINE).min(LINE);
    let (head, rest) = x.split_at_mut(begin);
    if begin > 0 {
        f(0, head);
    }
    chunks(rest, PIECE, &|at, x| f(begin + at, x));
}

/// `count` blocks of `size` elements each, which `fill` makes from zeros by their numbers, on all threads if they are many.
pub(crate) fn blocks<A: Float>(count: usize, size: usize, fill: &(dyn Fn(usize, &mut [A]) + Sync)) -> Vec<A> {
    // Below this many elements one thread is faster than two.
    const PARALLEL: usize = 16 * 1024;
    let mut all = scratch(count * size);
    let fill = |i: usize, block: &mut [A]| {
        block.fill(A::zero());
        fill(i, block);
    };
    match all.len() {
        0 => {}
        1..PARALLEL => all.chunks_exact_mut(size).enumerate().for_each(|(i, block)| fill(i, block)),
        _ => chunks(&mut all, size, &|start, block| fill(start / size, block)),
    }
    all
}

/// Calls `f` with each of the parts, on all threads.
pub(crate) fn each<T: Send>(parts: impl Iterator<Item = T>, f: impl Fn(T) + Sync) {
    let parts: Vec<_> = parts.map(|part| Mutex::new(Some(part))).collect();
    team::all(parts.len(), &|i| {
        let part = parts[i].lock().ok().and_then(|mut part| part.take());
        f(part.expect("each part is taken once"));
    });
}

/// Calls `f` with groups of rows of `size` elements and the number of the first row of each, on all threads if there are
/// many elements.
pub(crate) fn rows<A: Send>(x: &mut [A], size: usize, f: &(dyn Fn(usize, &mut [A]) + Sync)) {
    // Below this many elements one thread is faster than two.
    const PARALLEL: usize = 16 * 1024;
    // About as many as one thread takes at a time.
    const GROUP: usize = 8 * 1024;
    match x.len() {
        0 => {}
        1..PARALLEL => f(0, x),
        _ => chunks(x, (GROUP / size).max(1) * size, &|at, x| f(at / size, x)),
    }
}

/// Cuts arrays of planes into bands: for each, its part of every plane.
pub(super) fn bands<A>(
    arrays: &mut [A],
    planes: usize,
    plane: usize,
    band: usize,
) -> impl Iterator<Item = Vec<&mut [A]>> {
    arrays.chunks_exact_mut(planes * plane).flat_map(move |planes| {
        let mut planes: Vec<_> = planes.chunks_exact_mut(plane).map(|plane| plane.chunks_mut(band)).collect();
        (0..plane.div_ceil(band)).map(move |_| planes.iter_mut().filter_map(Iterator::next).collect())
    })
}

/// Some columns of a matrix: the number of the first, and their elements in each row.
pub(super) struct Columns<'a, A> {
    pub(super) first: usize,
    pub(super) rows: Vec<&'a mut [A]>,
}

/// Cuts a matrix of so many rows and columns, whose rows are `stride` apart, into bands of columns.
pub(super) fn column_bands<A>(
    matrix: &mut [A],
    (rows, columns, stride): (usize, usize, usize),
    band: usize,
) -> impl Iterator<Item = Columns<'_, A>> {
    bands_of_rows(matrix.chunks_mut(stride).take(rows).map(move |row| &mut row[..columns]), band)
}

/// Cuts rows of the same length into bands of columns.
pub(super) fn bands_of_rows<'a, A: 'a>(
    rows: impl Iterator<Item = &'a mut [A]>,
    band: usize,
) -> impl Iterator<Item = Columns<'a, A>> {
    let mut bands: Vec<_> = rows.map(|row| row.chunks_mut(band)).collect();
    let count = bands.first().map_or(0, ExactSizeIterator::len);
    let rows = move || bands.iter_mut().filter_map(Iterator::next).collect();
    (0..count)
        .map(move |i| i * band)
        .zip(std::iter::repeat_with(rows))
        .map(|(first, rows)| Columns { first, rows })
}

/// What `f` makes of each of the parts, on all threads.
pub(crate) fn results<T: Send, R: Send>(parts: impl Iterator<Item = T>, f: impl Fn(T) -> R + Sync) -> Vec<R> {
    let parts: Vec<T> = parts.collect();
    let mut results: Vec<Option<R>> = parts.iter().map(|_| None).collect();
    each(results.iter_mut().zip(parts), |(result, part)| *result = Some(f(part)));
    results.into_iter().flatten().collect()
}
