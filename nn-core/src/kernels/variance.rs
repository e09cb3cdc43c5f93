//! Variances along the middle axis of `outer × axis × inner`, in two passes: first the means, then the distances from them.

use super::parallel::each;
use super::reduce::{AxisSizes, COLUMNS, add_rows, sum_row};
use super::simd::simd;
use super::stream::written;
use crate::storage::{Float, scratch, zeros};

/// The means along the axis, and `scale` times the sums of the squares of the distances from them.
pub(crate) fn variances<A: Float>(x: &[A], sizes: AxisSizes, scale: A) -> (Vec<A>, Vec<A>) {
    let AxisSizes { axis, inner, .. } = sizes;
    let by_axis = A::one() / A::of(axis as f64);
    let (mut means, mut sums) = (zeros(sizes.reduced()), zeros(sizes.reduced()));
    let part = part(sizes);
    let work = |(i, (means, sums)): (usize, (&mut [A], &mut [A]))| {
        let (block, column) = (i * part / inner, i * part % inner);
        let blocks = x[block * axis * inner..].chunks(axis * inner);
        for ((x, means), sums) in blocks.zip(means.chunks_mut(inner)).zip(sums.chunks_mut(inner)) {
            of_block(x, inner, column, by_axis, means, sums);
            sums.iter_mut().for_each(|sum| *sum *= scale);
        }
    };
    match x.len() {
        0 => [&mut means, &mut sums].into_iter().for_each(|none| none.fill(A::nan())),
        1..PARALLEL => work((0, (&mut means, &mut sums))),
        _ => each(means.chunks_mut(part).zip(sums.chunks_mut(part)).enumerate(), work),
    }
    (means, sums)
}

/// Below this many elements one thread is faster than two.
const PARALLEL: usize = 32 * 1024;
/// What one thread takes at a time, in elements.
const PART: usize = 32 * 1024;

/// How many results one thread computes at a time: columns of the only block, or those of several blocks.
fn part(AxisSizes { outer, axis, inner }: AxisSizes) -> usize {
    match outer {
        1 => COLUMNS.min(inner),
        _ => (PART / (axis * inner).max(1)).max(1) * inner,
    }
}

/// The means of lines of one block, from the column `first` on, and the sums of squares.
fn of_block<A: Float>(x: &[A], inner: usize, first: usize, by_axis: A, means: &mut [A], sums: &mut [A]) {
    if inner > 1 {
        add_rows(x, inner, first, means);
        means.iter_mut().for_each(|mean| *mean *= by_axis);
        return add_squares(x, inner, first, means, sums);
    }
    let mean = sum_row(x, &|x| x) * by_axis;
    (means[0], sums[0]) = (mean, sum_row(x, &|x| (x - mean) * (x - mean)));
}

simd! {
    fn add_squares[A: Float](x: &[A], inner: usize, first: usize, means: &[A], sums: &mut [A]) {
        for row in x.chunks_exact(inner) {
            for ((sum, &mean), &x) in sums.iter_mut().zip(means).zip(&row[first..]) {
                *sum += (x - mean) * (x - mean);
            }
        }
    }
}

/// `dx = (x − mean) · dy`, where a mean and a `dy` belong to each line along the axis.
pub(crate) fn backward<A: Float>(x: &[A], means: &[A], dy: &[A], sizes: AxisSizes) -> Vec<A> {
    let mut dx = scratch(x.len());
    if dx.is_empty() {
        return dx;
    }
    written(&mut dx, &|at, dx| match sizes.inner {
        1 => rows_backward(&x[at..], means, dy, sizes.axis, at, dx),
        _ => columns_backward(&x[at..], means, dy, sizes, at, dx),
    });
    dx
}

simd! {
    /// The elements from number `at` on, where those of a line lie behind each other.
    fn rows_backward[A: Float](x: &[A], means: &[A], dy: &[A], axis: usize, at: usize, dx: &mut [A]) {
        let (mut line, mut left) = (at / axis, axis - at % axis);
        let (mut x, mut rest) = (x, dx);
        while !rest.is_empty() {
            let (part, of);
            (part, rest) = rest.split_at_mut(left.min(rest.len()));
            (of, x) = x.split_at(part.len());
            let (mean, dy) = (means[line], dy[line]);
            part.iter_mut().zip(of).for_each(|(dx, &x)| *dx = (x - mean) * dy);
            (line, left) = (line + 1, axis);
        }
    }

    /// The same where neighbours belong to different lines.
    fn columns_backward[A: Float](x: &[A], means: &[A], dy: &[A], sizes: AxisSizes, at: usize, dx: &mut [A]) {
        let AxisSizes { axis, inner, .. } = sizes;
        let (mut row, mut column) = (at / inner, at % inner);
        let (mut x, mut rest) = (x, dx);
        while !rest.is_empty() {
            let (part, of);
            (part, rest) = rest.split_at_mut((inner - column).min(rest.len()));
            (of, x) = x.split_at(part.len());
            let first = row / axis * inner + column;
            for (((dx, &x), &mean), &dy) in part.iter_mut().zip(of).zip(&means[first..]).zip(&dy[first..]) {
                *dx = (x - mean) * dy;
            }
            (row, column) = (row + 1, 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::kernels::reduce::sum_axis;

    fn bits<A: Float>(y: impl IntoIterator<Item = A>) -> Vec<u64> {
        y.into_iter().map(|y| y.to_double().to_bits()).collect()
    }

    /// Step by step, with all that is between written out.
    fn check<A: Float>(sizes: AxisSizes) {
        let AxisSizes { outer, axis, inner } = sizes;
        let value = |i: usize| if i % 10_007 == 77 { f64::INFINITY } else { (i * 7919 % 1013) as f64 * 0.37 };
        let x: Vec<A> = (0..outer * axis * inner).map(|i| A::of(value(i) - 100.0)).collect();
        let (scale, by_axis) = (A::of(0.3), A::one() / A::of(axis as f64));
        let line = |i: usize| i / (axis * inner) * inner + i % inner;
        let means: Vec<A> = sum_axis(&x, sizes).into_iter().map(|sum| sum * by_axis).collect();
        let centred: Vec<A> = x.iter().enumerate().map(|(i, &x)| x - means[line(i)]).collect();
        let squares: Vec<A> = centred.iter().map(|&x| x * x).collect();
        let want = sum_axis(&squares, sizes).into_iter().map(|sum| sum * scale);
        let got = variances(&x, sizes, scale);
        assert!((bits(got.0), bits(got.1)) == (bits(means.iter().copied()), bits(want)), "{sizes:?}");
        let dy: Vec<A> = (0..means.len()).map(|i| A::of(i as f64 * 0.7 - 3.0)).collect();
        let dx = centred.iter().enumerate().map(|(i, &x)| x * dy[line(i)]);
        assert!(bits(backward(&x, &means, &dy, sizes)) == bits(dx), "{sizes:?}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn in_two_passes(outer in 0..5usize, axis in 1..70usize, inner in prop_oneof![Just(1), 1..40usize]) {
            check::<f32>(AxisSizes { outer, axis, inner });
            check::<f64>(AxisSizes { outer, axis, inner });
        }
    }

    #[test]
    fn many_elements_on_all_threads() {
        let sizes =
            [[1, 300_007, 1], [301, 1001, 1], [30_001, 5, 1], [1, 301, 2003], [17, 40, 300], [3, 2, 70_001]];
        for [outer, axis, inner] in sizes {
            check::<f32>(AxisSizes { outer, axis, inner });
            check::<f64>(AxisSizes { outer, axis, inner });
        }
    }

    #[test]
    fn of_no_elements_there_is_none() {
        let (means, variances) =
            variances::<f32>(&[], AxisSizes { outer: 2, axis: 0, inner: 3 }, f32::INFINITY);
        assert!(means.len() == 6 && means.into_iter().chain(variances).all(f32::is_nan));
        assert!(backward::<f32>(&[], &[], &[], AxisSizes { outer: 2, axis: 3, inner: 0 }).is_empty());
    }
}
