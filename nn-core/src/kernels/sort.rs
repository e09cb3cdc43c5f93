//! The order of the elements along an axis.

use std::cmp::Ordering;

use super::reduce::AxisSizes;
use super::scan::lines;
use crate::storage::{Element, Number, scratch};

/// Which of two elements comes first; NaN comes last.
fn order<A: Element>(a: A, b: A) -> Ordering {
    match (a.number(), b.number()) {
        (Number::Float(a), Number::Float(b)) => {
            a.partial_cmp(&b).unwrap_or_else(|| a.is_nan().cmp(&b.is_nan()))
        }
        (Number::Whole(a), Number::Whole(b)) => a.cmp(&b),
        _ => unreachable!("elements of one type are of one kind"),
    }
}

/// The indices along the axis of the elements of each line, in their order; equal ones stay in theirs.
pub(crate) fn argsort<A: Element>(x: &[A], axis_sizes: AxisSizes, descending: bool) -> Vec<usize> {
    let (mut y, inner) = (scratch(x.len()), axis_sizes.inner);
    let mut indices: Vec<usize> = Vec::with_capacity(axis_sizes.axis);
    for line in lines(axis_sizes) {
        let Some(start) = line.clone().next() else { continue };
        let at = |index: &usize| x[start + index * inner];
        indices.clear();
        indices.extend(0..axis_sizes.axis);
        match descending {
            false => indices.sort_by(|a, b| order(at(a), at(b))),
            true => indices.sort_by(|a, b| order(at(b), at(a))),
        }
        line.zip(&indices).for_each(|(place, &index)| y[place] = index);
    }
    y
}

/// The index of the median of each line, the smaller of the two in the middle of an even number, or of a NaN.
pub(crate) fn argmedian<A: Element>(x: &[A], axis_sizes: AxisSizes) -> Vec<usize> {
    let sorted = argsort(x, axis_sizes, false);
    let middle = (axis_sizes.axis.max(1) - 1) / 2;
    let of = |line: Vec<usize>| {
        let (&last, &first) = (line.last()?, line.first()?);
        let largest = x[first + sorted[last] * axis_sizes.inner];
        Some(sorted[if is_nan(largest) { last } else { line[middle] }])
    };
    lines(axis_sizes).filter_map(|line| of(line.collect())).collect()
}

fn is_nan<A: Element>(x: A) -> bool {
    matches!(x.number(), Number::Float(x) if x.is_nan())
}
