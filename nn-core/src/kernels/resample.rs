//! Axes brought to other sizes: each element of the new one is a sum of weighted elements of the old one.

use super::parallel::blocks;
use crate::storage::Float;

/// Which elements of an axis make those of another, and with what weights.
pub(crate) struct Taps {
    size: usize,
    taps: Vec<(usize, f64)>,
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

    /// The taps of element after element.
    fn each(&self) -> impl Iterator<Item = &[(usize, f64)]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| &self.taps[start..end])
    }
}

/// `x` along an axis with other taps; behind the axis there are `inner` elements for each of its own.
pub(crate) fn resample<A: Float>(x: &[A], taps: &Taps, inner: usize) -> Vec<A> {
    let (from, to) = (taps.size * inner, taps.ends.len() * inner);
    blocks(x.len() / from.max(1), to, &|at, y: &mut [A]| {
        let x = &x[at * from..][..from];
        if inner == 1 {
            return resample_line(x, taps, y);
        }
        for (y, taps) in y.chunks_exact_mut(inner).zip(taps.each()) {
            taps.iter().for_each(|&(source, weight)| add(y, &x[source * inner..][..inner], weight));
        }
    })
}

/// The same for elements that lie side by side.
fn resample_line<A: Float>(x: &[A], taps: &Taps, y: &mut [A]) {
    for (y, taps) in y.iter_mut().zip(taps.each()) {
        *y = taps.iter().fold(A::zero(), |sum, &(source, weight)| sum + A::of(weight) * x[source]);
    }
}

/// The gradient of `x` from that of the resampled one.
pub(crate) fn resample_backward<A: Float>(dy: &[A], taps: &Taps, inner: usize) -> Vec<A> {
    let (from, to) = (taps.size * inner, taps.ends.len() * inner);
    blocks(dy.len() / to.max(1), from, &|at, dx: &mut [A]| {
        let dy = &dy[at * to..][..to];
        if inner == 1 {
            return spread_line(dy, taps, dx);
        }
        for (dy, taps) in dy.chunks_exact(inner).zip(taps.each()) {
            taps.iter().for_each(|&(source, weight)| add(&mut dx[source * inner..][..inner], dy, weight));
        }
    })
}

fn spread_line<A: Float>(dy: &[A], taps: &Taps, dx: &mut [A]) {
    for (&dy, taps) in dy.iter().zip(taps.each()) {
        taps.iter().for_each(|&(source, weight)| dx[source] += A::of(weight) * dy);
    }
}

fn add<A: Float>(y: &mut [A], x: &[A], weight: f64) {
    let weight = A::of(weight);
    y.iter_mut().zip(x).for_each(|(y, &x)| *y += weight * x);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Small ones, and ones that are split among the threads.
        #[test]
        fn each_element_is_a_weighted_sum(
            outer in prop_oneof![0..4usize, Just(3000)],
            from in 1..6usize,
            to in 1..30usize,
            inner in 1..4usize,
        ) {
            let of = |i: usize| [(i * 3 % from, 0.3), (i % from, i as f64 * 0.7)];
            let (taps, places) = (Taps::new(from, to, of), 0..outer * to * inner);
            let numbers = |len: usize| (0..len).map(|i| (i * 7919 % 101) as f32 * 0.1).collect::<Vec<_>>();
            let (x, dy) = (numbers(outer * from * inner), numbers(places.len()));
            let (mut y, mut dx) = (vec![0.0; dy.len()], vec![0.0; x.len()]);
            for place in places {
                for (source, weight) in of(place / inner % to) {
                    let at = (place / inner / to * from + source) * inner + place % inner;
                    y[place] += weight as f32 * x[at];
                    dx[at] += weight as f32 * dy[place];
                }
            }
            prop_assert!(resample(&x, &taps, inner) == y);
            prop_assert!(resample_backward(&dy, &taps, inner) == dx);
        }
    }
}
