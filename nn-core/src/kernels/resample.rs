//! Axes brought to other sizes: each element of the new one is a sum of weighted elements of the old one.

use super::parallel::rows;
use super::simd::simd;
use crate::storage::{Float, scratch};

/// Which elements of an axis make those of another, and with what weights.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Taps<A = f64> {
    size: usize,
    taps: Vec<(usize, A)>,
    /// Where the taps of each element end.
    ends: Vec<usize>,
}

impl Taps {
    /// The taps of each of `to` elements, from an axis of `size` elements.
    pub(crate) fn new<T: IntoIterator<Item = (usize, f64)>>(
        size: usize,
        to: usize,
        of: impl Fn(usize) -> T,
    ) -> Taps {
        let (mut taps, mut ends) = (Vec::new(), Vec::with_capacity(to));
        for i in 0..to {
            taps.extend(of(i));
            ends.push(taps.len());
        }
        Taps { size, taps, ends }
    }

    /// The way back: what each element of the old axis gave to those of the new one, in their order.
    fn reversed(&self) -> Taps {
        let mut given = vec![Vec::new(); self.size];
        for i in 0..self.ends.len() {
            self.of(i).iter().for_each(|&(source, weight)| given[source].push((i, weight)));
        }
        Taps::new(self.ends.len(), self.size, |source| given[source].iter().copied())
    }

    fn weighted<A: Float>(&self) -> Taps<A> {
        let taps = self.taps.iter().map(|&(source, weight)| (source, A::of(weight)));
        Taps { size: self.size, taps: taps.collect(), ends: self.ends.clone() }
    }
}

impl<A> Taps<A> {
    /// The size of the axis before.
    #[cfg(feature = "onnx")]
    pub(crate) fn size(&self) -> usize {
        self.size
    }

    /// What each element behind is made of.
    #[cfg(feature = "onnx")]
    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = &[(usize, A)]> {
        (0..self.ends.len()).map(|i| self.of(i))
    }

    /// The taps of an element.
    #[inline(always)]
    fn of(&self, i: usize) -> &[(usize, A)] {
        let start = if i == 0 { 0 } else { self.ends[i - 1] };
        &self.taps[start..self.ends[i]]
    }
}

/// `x` along an axis with other taps; behind the axis there are `inner` elements for each of its own.
pub(crate) fn resample<A: Float>(x: &[A], taps: &Taps, inner: usize) -> Vec<A> {
    let (from, to) = (taps.size, taps.ends.len());
    let taps = taps.weighted();
    let mut y = scratch(x.len() / (from * inner).max(1) * to * inner);
    match inner {
        1 => rows(&mut y, to, &|first, y| along_rows(&x[first * from..], &taps, y)),
        _ => rows(&mut y, inner, &|first, y| across_rows(x, &taps, inner, first, y)),
    }
    y
}

/// The gradient of `x` from that of the resampled one.
pub(crate) fn resample_backward<A: Float>(dy: &[A], taps: &Taps, inner: usize) -> Vec<A> {
    resample(dy, &taps.reversed(), inner)
}

/// The elements that are summed at a time.
const LANES: usize = 8;

simd! {
    /// Rows from number `first` on, each a sum of weighted rows.
    fn across_rows[A: Float](x: &[A], taps: &Taps<A>, inner: usize, first: usize, y: &mut [A]) {
        let (from, to) = (taps.size, taps.ends.len());
        for (row, y) in (first..).zip(y.chunks_exact_mut(inner)) {
            let x = &x[row / to * from * inner..][..from * inner];
            sum_rows(x, taps.of(row % to), y);
        }
    }

    /// Rows whose elements are sums of weighted elements of a row. Several lie side by side meanwhile, since all have the
    /// same taps.
    fn along_rows[A: Float](x: &[A], taps: &Taps<A>, y: &mut [A]) {
        let (from, to) = (taps.size, taps.ends.len());
        let (mut before, mut behind) = (vec![[A::zero(); LANES]; from], vec![[A::zero(); LANES]; to]);
        for (x, y) in x.chunks(LANES * from).zip(y.chunks_mut(LANES * to)) {
            for (lane, x) in x.chunks_exact(from).enumerate() {
                before.iter_mut().zip(x).for_each(|(before, &x)| before[lane] = x);
            }
            for (i, behind) in behind.iter_mut().enumerate() {
                sum_rows(before.as_flattened(), taps.of(i), behind);
            }
            for (lane, y) in y.chunks_exact_mut(to).enumerate() {
                y.iter_mut().zip(&behind).for_each(|(y, behind)| *y = behind[lane]);
            }
        }
    }
}

/// `y = Σ weight · row` of the rows of `x`, which are as long as `y`.
#[inline(always)]
fn sum_rows<A: Float>(x: &[A], taps: &[(usize, A)], y: &mut [A]) {
    let inner = y.len();
    let (parts, rest) = y.as_chunks_mut::<LANES>();
    let done = parts.len() * LANES;
    for (i, part) in parts.iter_mut().enumerate() {
        let mut sums = [A::zero(); LANES];
        for &(source, weight) in taps {
            let x = &x[source * inner + i * LANES..].as_chunks::<LANES>().0[0];
            sums.iter_mut().zip(x).for_each(|(sum, &x)| *sum += weight * x);
        }
        *part = sums;
    }
    for (i, y) in rest.iter_mut().enumerate() {
        let add = |sum, &(source, weight): &(usize, A)| sum + weight * x[source * inner + done + i];
        *y = taps.iter().fold(A::zero(), add);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Element by element, by what each takes and by what each gives.
    fn slow<A: Float>(x: &[A], taps: &Taps, inner: usize, back: bool) -> Vec<u64> {
        let (size, to) = (taps.size, taps.ends.len());
        let (from, to) = if back { (to, size) } else { (size, to) };
        let outer = x.len() / (from * inner);
        let mut y = vec![A::zero(); outer * to * inner];
        for (o, i) in (0..outer).flat_map(|o| (0..taps.ends.len()).map(move |i| (o, i))) {
            for &(source, weight) in taps.of(i) {
                let (source, target) = if back { (i, source) } else { (source, i) };
                for j in 0..inner {
                    y[(o * to + target) * inner + j] += A::of(weight) * x[(o * from + source) * inner + j];
                }
            }
        }
        bits(&y)
    }

    fn bits<A: Float>(y: &[A]) -> Vec<u64> {
        y.iter().map(|y| y.to_double().to_bits()).collect()
    }

    fn check<A: Float>(outer: usize, inner: usize, taps: &Taps) {
        let values = |size| -> Vec<A> {
            let value =
                |i: usize| if i % 1009 == 7 { f64::INFINITY } else { (i * 7919 % 1013) as f64 * 0.37 };
            (0..outer * size * inner).map(|i| A::of(value(i) - 100.0)).collect()
        };
        let (x, dy) = (values(taps.size), values(taps.ends.len()));
        assert!(bits(&resample(&x, taps, inner)) == slow(&x, taps, inner, false));
        assert!(bits(&resample_backward(&dy, taps, inner)) == slow(&dy, taps, inner, true));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Any number of taps, none as well, in small arrays and in ones that are split among the threads.
        #[test]
        fn each_element_is_the_sum_of_its_taps(
            large: bool,
            outer in 0..20usize,
            size in 1..12usize,
            counts in prop::collection::vec(0..5usize, 1..20),
            inner in prop_oneof![Just(1), 2..40usize],
        ) {
            let of = |i| (0..counts[i]).map(move |tap| ((i * 5 + tap * 3) % size, (i + tap) as f64 * 0.3 - 1.0));
            let taps = Taps::new(size, counts.len(), of);
            let outer = if large { outer + 80_000 / (size.min(counts.len()) * inner) } else { outer };
            check::<f32>(outer, inner, &taps);
            check::<f64>(outer, inner, &taps);
        }
    }
}
