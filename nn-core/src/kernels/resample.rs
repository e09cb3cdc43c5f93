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
        for (y, taps) in y.chunks_exact_mut(inner).zip(taps.each()) {
            taps.iter().for_each(|&(source, weight)| add(y, &x[source * inner..][..inner], weight));
        }
    })
}

/// The gradient of `x` from that of the resampled one.
pub(crate) fn resample_backward<A: Float>(dy: &[A], taps: &Taps, inner: usize) -> Vec<A> {
    let (from, to) = (taps.size * inner, taps.ends.len() * inner);
    blocks(dy.len() / to.max(1), from, &|at, dx: &mut [A]| {
        let dy = &dy[at * to..][..to];
        for (dy, taps) in dy.chunks_exact(inner).zip(taps.each()) {
            taps.iter().for_each(|&(source, weight)| add(&mut dx[source * inner..][..inner], dy, weight));
        }
    })
}

fn add<A: Float>(y: &mut [A], x: &[A], weight: f64) {
    let weight = A::of(weight);
    y.iter_mut().zip(x).for_each(|(y, &x)| *y += weight * x);
}
