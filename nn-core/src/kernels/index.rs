//! Copies of parts of arrays, seen as `outer × axis × inner`.

use std::ops::Range;

use super::elementwise::zip;
use super::parallel::{pieces, rows as rows_of};
use super::reduce::AxisSizes;
use crate::storage::{Element, Elements, scratch};

#[track_caller]
pub(crate) fn check_indices(name: &str, indices: &[usize], size: usize) {
    if let Some((at, index)) = indices.iter().enumerate().find(|(_, i)| **i >= size) {
        panic!("{name}: index {index} (element {at}) is out of range, expected one in 0..{size}");
    }
}

/// The rows `range` of each block.
pub(crate) fn slice<A: Element>(x: &[A], axis_sizes: AxisSizes, range: Range<usize>) -> Vec<A> {
    let AxisSizes { outer, axis, inner } = axis_sizes;
    let size = range.len() * inner;
    let mut y = scratch(outer * size);
    rows_of(&mut y, size, &|first, y| {
        for (y, x) in y.chunks_exact_mut(size).zip(x.chunks_exact(axis * inner).skip(first)) {
            y.copy_from_slice(&x[range.start * inner..range.end * inner]);
        }
    });
    y
}

/// Writes the rows `range` of each block.
pub(crate) fn write_slice<A: Element>(y: &mut [A], axis_sizes: AxisSizes, range: Range<usize>, part: &[A]) {
    let AxisSizes { axis, inner, .. } = axis_sizes;
    let size = range.len() * inner;
    if size > 0 {
        for (y, x) in y.chunks_exact_mut(axis * inner).zip(part.chunks_exact(size)) {
            y[range.start * inner..range.end * inner].copy_from_slice(x);
        }
    }
}

/// Adds to the rows `range` of each block.
pub(crate) fn add_slice<A: Element>(
    y: &mut [A],
    axis_sizes: AxisSizes,
    range: Range<usize>,
    part: &Elements<'_, A>,
) {
    let AxisSizes { axis, inner, .. } = axis_sizes;
    let size = range.len() * inner;
    if size > 0 {
        rows_of(y, axis * inner, &|first, y| {
            for (block, y) in y.chunks_exact_mut(axis * inner).enumerate() {
                let y = &mut y[range.start * inner..range.end * inner];
                let begin = (first + block) * size;
                pieces(y, &|at, y| {
                    part.read(begin + at, y.len(), |i, x| zip(&mut y[i..i + x.len()], x, A::plus))
                });
            }
        });
    }
}

/// Fills the rows `range` of each block with zeros.
pub(crate) fn clear_slice<A: Element>(y: &mut [A], axis_sizes: AxisSizes, range: Range<usize>) {
    let AxisSizes { axis, inner, .. } = axis_sizes;
    if axis * inner > 0 {
        for y in y.chunks_exact_mut(axis * inner) {
            y[range.start * inner..range.end * inner].fill(A::default());
        }
    }
}

/// Parts, each with its size along the axis, one after another.
pub(crate) fn concat<A: Element>(parts: &[(Elements<'_, A>, usize)], axis_sizes: AxisSizes) -> Vec<A> {
    let AxisSizes { outer, axis, inner } = axis_sizes;
    let mut y = scratch(outer * axis * inner);
    rows_of(&mut y, axis * inner, &|first, y| {
        for (block, y) in y.chunks_exact_mut(axis * inner).enumerate() {
            let mut rest = y;
            for (x, size) in parts {
                let part;
                (part, rest) = rest.split_at_mut(size * inner);
                x.write((first + block) * size * inner, part);
            }
        }
    });
    y
}

/// The rows `indices` of each block.
pub(crate) fn select<A: Element>(x: &[A], axis_sizes: AxisSizes, indices: &[usize]) -> Vec<A> {
    let AxisSizes { outer, axis, inner } = axis_sizes;
    let mut y = scratch(outer * indices.len() * inner);
    if y.is_empty() {
        return y;
    }
    let rows = (0..outer).flat_map(|o| indices.iter().map(move |i| (o * axis + i) * inner));
    for (y, start) in y.chunks_exact_mut(inner).zip(rows) {
        y.copy_from_slice(&x[start..start + inner]);
    }
    y
}

/// Adds each row of `dy` to the row that it came from.
pub(crate) fn add_selected<A: Element>(dx: &mut [A], dy: &[A], axis_sizes: AxisSizes, indices: &[usize]) {
    let AxisSizes { outer, axis, inner } = axis_sizes;
    if dy.is_empty() {
        return;
    }
    let rows = (0..outer).flat_map(|o| indices.iter().map(move |i| (o * axis + i) * inner));
    for (dy, start) in dy.chunks_exact(inner).zip(rows) {
        zip(&mut dx[start..start + inner], dy, A::plus);
    }
}

/// Where in `x` element `i` of an index array of `size` rows points.
fn source(i: usize, index: usize, size: usize, axis_sizes: AxisSizes) -> usize {
    let outer = i / (size * axis_sizes.inner);
    (outer * axis_sizes.axis + index) * axis_sizes.inner + i % axis_sizes.inner
}

pub(crate) fn gather<A: Element>(x: &[A], axis_sizes: AxisSizes, index: &[usize]) -> Vec<A> {
    let size = rows(index, axis_sizes);
    index.iter().enumerate().map(|(i, &j)| x[source(i, j, size, axis_sizes)]).collect()
}

/// Adds each element of `dy` to the element that it came from.
pub(crate) fn add_gathered<A: Element>(dx: &mut [A], dy: &[A], axis_sizes: AxisSizes, index: &[usize]) {
    let size = rows(index, axis_sizes);
    for (i, (&dy, &j)) in dy.iter().zip(index).enumerate() {
        let at = source(i, j, size, axis_sizes);
        dx[at] = dx[at].plus(dy);
    }
}

fn rows(index: &[usize], axis_sizes: AxisSizes) -> usize {
    index.len().checked_div(axis_sizes.reduced()).unwrap_or(0).max(1)
}

pub(crate) fn choose<A: Element>(mask: &[bool], a: &[A], b: &[A]) -> Vec<A> {
    mask.iter().zip(a).zip(b).map(|((&mask, &a), &b)| if mask { a } else { b }).collect()
}

/// Puts each element of `part` into the place that its index says.
pub(crate) fn scatter<A: Element>(y: &mut [A], part: &[A], axis_sizes: AxisSizes, index: &[usize]) {
    let size = rows(index, axis_sizes);
    for (i, (&x, &j)) in part.iter().zip(index).enumerate() {
        y[source(i, j, size, axis_sizes)] = x;
    }
}

/// The gradient of each element that was put somewhere: 0 for those that another one was put over.
pub(crate) fn last_scattered<A: Element>(dy: &[A], axis_sizes: AxisSizes, index: &[usize]) -> Vec<A> {
    let size = rows(index, axis_sizes);
    let places: Vec<usize> = index.iter().enumerate().map(|(i, &j)| source(i, j, size, axis_sizes)).collect();
    let mut last = vec![usize::MAX; dy.len()];
    places.iter().enumerate().for_each(|(i, &place)| last[place] = i);
    let gradient = |(i, &place): (usize, &usize)| if last[place] == i { dy[place] } else { A::default() };
    places.iter().enumerate().map(gradient).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn numbers(len: usize, first: usize) -> Vec<i64> {
        (first..first + len).map(|i| i as i64).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Small ones, and ones that are split among the threads.
        #[test]
        fn parts_are_where_they_were(
            large: bool, outer in 0..40usize, sizes in prop::collection::vec(0..9usize, 1..4), inner in 0..9usize,
        ) {
            let inner = if large { inner * 120 } else { inner };
            let axis: usize = sizes.iter().sum();
            let axis_sizes = AxisSizes { outer, axis, inner };
            let whole = numbers(outer * axis * inner, 1);
            let mut start = 0;
            let mut parts = Vec::new();
            for &size in &sizes {
                let range = start..start + size;
                let part = slice(&whole, axis_sizes, range.clone());
                let place = |i: usize| {
                    let block = size * inner;
                    (i / block * axis + start) * inner + i % block
                };
                prop_assert_eq!(part.len(), outer * size * inner);
                prop_assert!(part.iter().enumerate().all(|(i, &x)| x == whole[place(i)]));
                let (mut sum, mut want) = (numbers(whole.len(), 1000), numbers(whole.len(), 1000));
                add_slice(&mut sum, axis_sizes, range, &Elements::Held(&part));
                part.iter().enumerate().for_each(|(i, &x)| want[place(i)] += x);
                prop_assert_eq!(sum, want);
                parts.push((part, size));
                start += size;
            }
            let parts: Vec<_> = parts.iter().map(|(part, size)| (Elements::Held(&part[..]), *size)).collect();
            prop_assert_eq!(concat(&parts, axis_sizes), whole);
        }
    }
}
