//! Softmax along an axis that is not the last, in place: over the rows of a block at once for many of its columns.

use super::parallel::{bands, each};
use super::reduce::AxisSizes;
use super::simd::simd;
use super::softmax::finite;
use crate::storage::Float;

/// About how many elements are gone through several times before the next: they fit the second-level cache.
const BAND: usize = 32 * 1024;
/// The fewest columns that are taken together, if there are as many: a row of them is several lines of the caches.
const COLUMNS: usize = 64;

simd! {
    /// The largest of each column; of a column of `−∞` alone, 0.
    fn largest[A: Float](rows: &[&mut [A]], largest: &mut [A]) {
        largest.fill(A::neg_infinity());
        for row in rows {
            for (largest, &x) in largest.iter_mut().zip(&**row) {
                *largest = if x > *largest { x } else { *largest };
            }
        }
        for largest in largest {
            *largest = finite(*largest);
        }
    }

    /// `x = e^(x − max)`, and the inverse of the sum of that.
    fn exponentials[A: Float](rows: &mut [&mut [A]], max: &[A], inverse: &mut [A]) {
        inverse.fill(A::zero());
        for row in rows {
            for ((x, &max), sum) in row.iter_mut().zip(max).zip(&mut *inverse) {
                *x = (*x - max).exp_fast();
                *sum += *x;
            }
        }
        for sum in inverse {
            *sum = A::one() / *sum;
        }
    }

    fn scaled[A: Float](rows: &mut [&mut [A]], by: &[A]) {
        for row in rows {
            for (x, &by) in row.iter_mut().zip(by) {
                *x *= by;
            }
        }
    }

    /// The sum of `e^(x − max)`.
    fn sums[A: Float](rows: &[&mut [A]], max: &[A], sums: &mut [A]) {
        sums.fill(A::zero());
        for row in rows {
            for ((&x, &max), sum) in row.iter().zip(max).zip(&mut *sums) {
                *sum += (x - max).exp_fast();
            }
        }
    }

    /// `x = (x − max) − log`. One after the other: beside a large maximum, the logarithm would be rounded away.
    fn shifted[A: Float](rows: &mut [&mut [A]], max: &[A], log: &[A]) {
        for row in rows {
            for ((x, &max), &log) in row.iter_mut().zip(max).zip(log) {
                *x = (*x - max) - log;
            }
        }
    }

    /// `dy = y · (dy − Σ y·dy)`. The row after one of `y` begins `stride` elements later.
    fn back[A: Float](y: &[A], stride: usize, rows: &mut [&mut [A]], dots: &mut [A]) {
        dots.fill(A::zero());
        for (dy, y) in rows.iter().zip(y.chunks(stride)) {
            for ((&dy, &y), dot) in dy.iter().zip(y).zip(&mut *dots) {
                *dot = y.mul_add(dy, *dot);
            }
        }
        for (dy, y) in rows.iter_mut().zip(y.chunks(stride)) {
            for ((dy, &y), &dot) in dy.iter_mut().zip(y).zip(&*dots) {
                *dy = y * (*dy - dot);
            }
        }
    }

    /// `dy = dy − e^y · Σ dy`.
    fn log_back[A: Float](y: &[A], stride: usize, rows: &mut [&mut [A]], sums: &mut [A]) {
        sums.fill(A::zero());
        for dy in &*rows {
            for (&dy, sum) in dy.iter().zip(&mut *sums) {
                *sum += dy;
            }
        }
        for (dy, y) in rows.iter_mut().zip(y.chunks(stride)) {
            for ((dy, &y), &sum) in dy.iter_mut().zip(y).zip(&*sums) {
                *dy -= y.exp_fast() * sum;
            }
        }
    }
}

pub(super) fn softmax<A: Float>(x: &mut [A], axis_sizes: AxisSizes) {
    each_band(x, axis_sizes, &|_, rows| {
        let mut of_column = vec![A::zero(); 2 * rows[0].len()];
        let (max, inverse) = of_column.split_at_mut(rows[0].len());
        largest(rows, max);
        exponentials(rows, max, inverse);
        scaled(rows, inverse);
    });
}

pub(super) fn log_softmax<A: Float>(x: &mut [A], axis_sizes: AxisSizes) {
    each_band(x, axis_sizes, &|_, rows| {
        let mut of_column = vec![A::zero(); 2 * rows[0].len()];
        let (max, log) = of_column.split_at_mut(rows[0].len());
        largest(rows, max);
        sums(rows, max, log);
        log.iter_mut().for_each(|sum| *sum = sum.ln());
        shifted(rows, max, log);
    });
}

/// `dx = y · (dy − Σ y·dy)`, in the place of `dy`.
pub(super) fn softmax_backward<A: Float>(y: &[A], dy: &mut [A], axis_sizes: AxisSizes) {
    each_band(dy, axis_sizes, &|first, rows| {
        back(&y[first..], axis_sizes.inner, rows, &mut vec![A::zero(); rows[0].len()]);
    });
}

/// `dx = dy − softmax · Σ dy`, in the place of `dy`.
pub(super) fn log_softmax_backward<A: Float>(y: &[A], dy: &mut [A], axis_sizes: AxisSizes) {
    each_band(dy, axis_sizes, &|first, rows| {
        log_back(&y[first..], axis_sizes.inner, rows, &mut vec![A::zero(); rows[0].len()]);
    });
}

/// Calls `f` with bands of columns of each block, each as a part of every row and the place of its first element.
fn each_band<A: Float>(x: &mut [A], axis_sizes: AxisSizes, f: &(dyn Fn(usize, &mut [&mut [A]]) + Sync)) {
    let AxisSizes { axis, inner, .. } = axis_sizes;
    if x.is_empty() {
        return;
    }
    let few = x.len() < BAND;
    let band = (BAND / axis).next_multiple_of(16).max(COLUMNS).min(inner);
    let in_block = inner.div_ceil(band);
    let all = bands(x, axis, inner, band).enumerate();
    let one = |(i, mut rows): (usize, Vec<&mut [A]>)| {
        f(i / in_block * axis * inner + i % in_block * band, &mut rows);
    };
    if few { all.for_each(one) } else { each(all, one) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::AxisSizes;
    use crate::kernels::softmax::{log_softmax, log_softmax_backward, softmax, softmax_backward};

    /// The same with the axis last.
    fn turned(x: &[f64], sizes: AxisSizes, back: bool) -> Vec<f64> {
        let AxisSizes { outer, axis, inner } = sizes;
        let mut y = vec![0.0; x.len()];
        for (o, a, i) in
            (0..outer).flat_map(|o| (0..axis).flat_map(move |a| (0..inner).map(move |i| (o, a, i))))
        {
            let (first, last) = ((o * axis + a) * inner + i, (o * inner + i) * axis + a);
            if back { y[first] = x[last] } else { y[last] = x[first] }
        }
        y
    }

    proptest! {
        #[test]
        fn columns_are_as_rows(outer in 0..4usize, axis in 1..40usize, inner in 2..400usize, seed in 0..1000u64) {
            let sizes = AxisSizes { outer, axis, inner };
            let number = |i: usize| ((i as u64 * 7919 + seed * 31) % 1999) as f64 / 300.0 - 3.0;
            let mut x: Vec<f64> = (0..outer * axis * inner).map(number).collect();
            // A column of -inf alone, one with a single number, one with a NaN.
            for (i, x) in x.iter_mut().enumerate() {
                match (i % inner, i / inner % axis) {
                    (0, _) => *x = f64::NEG_INFINITY,
                    (1, a) if a > 0 => *x = f64::NEG_INFINITY,
                    (2, 0) => *x = f64::NAN,
                    _ => {}
                }
            }
            let dy: Vec<f64> = (0..x.len()).map(|i| number(i + 17)).collect();
            let rows = AxisSizes { outer: outer * inner, axis, inner: 1 };
            type Pass = (fn(&mut [f64], AxisSizes), fn(&[f64], &mut [f64], AxisSizes));
            let passes: [Pass; 2] = [(softmax, softmax_backward), (log_softmax, log_softmax_backward)];
            for (forward, backward) in passes {
                let (mut y, mut y_rows) = (x.clone(), turned(&x, sizes, false));
                forward(&mut y, sizes);
                forward(&mut y_rows, rows);
                let (mut dx, mut dx_rows) = (dy.clone(), turned(&dy, sizes, false));
                backward(&y, &mut dx, sizes);
                backward(&y_rows, &mut dx_rows, rows);
                for (got, want) in [(y, y_rows), (dx, dx_rows)] {
                    for (got, want) in got.iter().zip(turned(&want, sizes, true)) {
                        let both_nan = got.is_nan() && want.is_nan();
                        let close = *got == want || (got - want).abs() <= 1e-12 * (1.0 + want.abs());
                        prop_assert!(both_nan || close, "{got} instead of {want}");
                    }
                }
            }
        }
    }
}
