//! Sums and products of all elements so far, along an axis of an array seen as `outer × axis × inner`.

use super::parallel::rows;
use super::reduce::AxisSizes;
use crate::storage::{Element, Float, filled, scratch, zeros};

/// The places of each line along the axis, in order.
pub(crate) fn lines(
    axis_sizes: AxisSizes,
) -> impl Iterator<Item = impl DoubleEndedIterator<Item = usize> + Clone> {
    let AxisSizes { outer, axis, inner } = axis_sizes;
    let starts = (0..outer).flat_map(move |o| (0..inner).map(move |i| o * axis * inner + i));
    starts.map(move |start| (0..axis).map(move |row| start + row * inner))
}

/// `f` of what came before, beginning with `first`, and of each element.
fn scan<A: Element>(y: &mut [A], places: impl Iterator<Item = usize>, first: A, f: impl Fn(A, A) -> A) {
    let mut so_far = first;
    for place in places {
        so_far = f(so_far, y[place]);
        y[place] = so_far;
    }
}

/// `y[i] = Σ x[..=i]`.
pub(crate) fn sums<A: Float>(y: &mut [A], axis_sizes: AxisSizes) {
    if axis_sizes.inner > 1 {
        return lines(axis_sizes).for_each(|line| scan(y, line, A::zero(), |sum, x| sum + x));
    }
    rows(y, axis_sizes.axis, &|_, y| sum_rows(y, axis_sizes.axis, |i| i));
}

/// The gradient of `x` in place of that of `y`: `dx[i] = Σ dy[i..]`.
pub(crate) fn sums_backward<A: Float>(dy: &mut [A], axis_sizes: AxisSizes) {
    if axis_sizes.inner > 1 {
        return lines(axis_sizes).for_each(|line| scan(dy, line.rev(), A::zero(), |sum, dy| sum + dy));
    }
    let last = axis_sizes.axis.saturating_sub(1);
    rows(dy, axis_sizes.axis, &|_, dy| sum_rows(dy, axis_sizes.axis, |i| last - i));
}

/// Rows of so many elements, several side by side: each sum waits for the one before it, but not for those of other rows.
fn sum_rows<A: Float>(y: &mut [A], axis: usize, place: impl Fn(usize) -> usize) {
    // Not more, since rows may lie at the same place of the caches' ways.
    const ROWS: usize = 4;
    for group in y.chunks_mut(ROWS * axis) {
        let mut sums = [A::zero(); ROWS];
        let mut rows: Vec<&mut [A]> = group.chunks_exact_mut(axis).collect();
        for i in 0..axis {
            for (sum, row) in sums.iter_mut().zip(&mut rows) {
                *sum += row[place(i)];
                row[place(i)] = *sum;
            }
        }
    }
}

/// `y[i] = Π x[..=i]`.
pub(crate) fn products<A: Float>(y: &mut [A], axis_sizes: AxisSizes) {
    lines(axis_sizes).for_each(|line| scan(y, line, A::one(), |product, x| product * x));
}

/// The gradient of `x`: `dx[i] = Π x[..i] · Σₖ dy[k] · Π x[i + 1..=k]`, without a division, so that zeros do no harm.
pub(crate) fn products_backward<A: Float>(x: &[A], dy: &[A], axis_sizes: AxisSizes) -> Vec<A> {
    let mut dx = scratch(x.len());
    for line in lines(axis_sizes) {
        let mut before = A::one();
        for place in line.clone() {
            dx[place] = before;
            before *= x[place];
        }
        let (mut behind, mut next) = (A::zero(), A::zero());
        for place in line.rev() {
            behind = dy[place] + next * behind;
            next = x[place];
            dx[place] *= behind;
        }
    }
    dx
}

/// The product of each line.
pub(crate) fn product<A: Float>(x: &[A], axis_sizes: AxisSizes) -> Vec<A> {
    let mut y = filled(axis_sizes.reduced(), A::one());
    for (y, line) in y.iter_mut().zip(lines(axis_sizes)) {
        line.for_each(|place| *y *= x[place]);
    }
    y
}

/// The gradient of `x`: that of the product of its line, times the products of all before and all behind.
pub(crate) fn product_backward<A: Float>(x: &[A], dy: &[A], axis_sizes: AxisSizes) -> Vec<A> {
    let mut dx = zeros(x.len());
    for (&dy, line) in dy.iter().zip(lines(axis_sizes)) {
        let mut before = dy;
        for place in line.clone() {
            dx[place] = before;
            before *= x[place];
        }
        let mut behind = A::one();
        for place in line.rev() {
            dx[place] *= behind;
            behind *= x[place];
        }
    }
    dx
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Small ones, and ones that are split among the threads.
        #[test]
        fn each_sum_is_of_what_came_before(large: bool, outer in 0..40usize, axis in 0..9usize, inner in 1..4usize) {
            let axis = if large { axis * 500 } else { axis };
            let axis_sizes = AxisSizes { outer, axis, inner };
            let x: Vec<f64> = (0..outer * axis * inner).map(|i| (i * 7919 % 101) as f64).collect();
            let (mut y, mut back) = (x.clone(), x.clone());
            sums(&mut y, axis_sizes);
            sums_backward(&mut back, axis_sizes);
            for line in lines(axis_sizes) {
                let mut sum = 0.0;
                for place in line.clone() {
                    sum += x[place];
                    prop_assert_eq!(y[place], sum);
                }
                for place in line {
                    prop_assert_eq!(back[place], sum);
                    sum -= x[place];
                }
            }
        }
    }
}
