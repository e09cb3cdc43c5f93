//! The sums of a kernel over a padded plane.

use pulp::{Simd, WithSimd};

use super::part::{Grid, Part, Tap};
use crate::kernels::permute::into_every;
use crate::kernels::simd::simd;
use crate::kernels::vector::{Lanes, lanes, numbers, with_vectors_of};
use crate::storage::Float;

/// The columns of the widest vector.
pub(super) const LANES: usize = 16;
/// The rows that are computed at once: as many sums as hide the time that each takes.
pub(super) const ROWS: usize = 8;
/// The elements of the kernel whose gradients are summed at once.
pub(super) const TAPS: usize = 9;
/// How many products of each are summed side by side.
const SUMS: usize = 8;

/// Writes `start` and the sum over the taps for each element of a part, or adds it.
pub(super) struct Correlate<'a, A> {
    pub(super) plane: &'a [A],
    pub(super) pitch: usize,
    pub(super) part: &'a Part,
    pub(super) kernel: &'a [A],
    pub(super) start: A,
    pub(super) add: bool,
    pub(super) target: &'a mut [A],
}

impl<A: Float> Correlate<'_, A> {
    pub(super) fn run(self) {
        with_vectors_of(self.part.grid.columns * size_of::<A>(), self);
    }
}

impl<A: Float> WithSimd for Correlate<'_, A> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, s: S) {
        let Grid { along, columns, .. } = self.part.grid;
        match !self.add && along == 1 && columns >= lanes::<S, A>() {
            true => self.whole_vectors(s),
            false => self.parts_of_vectors(s),
        }
    }
}

impl<A: Float> Correlate<'_, A> {
    /// Rows of neighbours that hold a vector: the last one of each may share elements with the one before it.
    #[inline(always)]
    fn whole_vectors<S: Simd>(self, s: S) {
        let Correlate { plane, pitch, part: Part { taps, grid }, kernel, start, target, .. } = self;
        let lanes = lanes::<S, A>();
        let (columns, last) = (grid.columns, grid.columns - lanes);
        for y in (0..grid.rows).step_by(ROWS) {
            let plane = &plane[y * pitch..];
            let target = &mut target[grid.first + y * grid.down..];
            let mut x = 0;
            while x < last {
                let at = [x, (x + lanes).min(last)];
                let sums = block::<S, A, 2>(s, plane, at, pitch, taps, kernel, start);
                write_whole::<S, A, 2>(&sums, at, grid.rows - y, grid.down, target);
                // Behind the last one there is nothing left.
                x = if at[1] < last { (at[1] + lanes).min(last) } else { columns };
            }
            if x == last {
                let sums = block::<S, A, 1>(s, plane, [x], pitch, taps, kernel, start);
                write_whole::<S, A, 1>(&sums, [x], grid.rows - y, grid.down, target);
            }
        }
    }

    #[inline(always)]
    fn parts_of_vectors<S: Simd>(self, s: S) {
        let Correlate { plane, pitch, part: Part { taps, grid }, kernel, start, add, target } = self;
        let lanes = lanes::<S, A>();
        for y in (0..grid.rows).step_by(ROWS) {
            for x in (0..grid.columns).step_by(lanes) {
                let sums = block::<S, A, 1>(s, &plane[y * pitch..], [x], pitch, taps, kernel, start);
                for (row, sums) in sums.iter().enumerate().take(grid.rows - y) {
                    let target = &mut target[grid.first + (y + row) * grid.down + x * grid.along..];
                    let sums = &numbers(sums)[..lanes.min(grid.columns - x)];
                    match add {
                        true => into_every(grid.along, sums, target, |x, sum| x + sum),
                        false => into_every(grid.along, sums, target, |_, sum| sum),
                    }
                }
            }
        }
    }
}

/// Writes the first `count` rows, so far apart.
#[inline(always)]
fn write_whole<S: Simd, A: Float, const N: usize>(
    sums: &[[A::Vector<S>; N]; ROWS],
    at: [usize; N],
    count: usize,
    apart: usize,
    target: &mut [A],
) {
    for (row, sums) in sums.iter().enumerate() {
        if row < count {
            for (sums, at) in sums.iter().zip(at) {
                let sums = numbers(std::slice::from_ref(sums));
                target[row * apart + at..][..sums.len()].copy_from_slice(sums);
            }
        }
    }
}

simd! {
    /// The gradients of the weights of some taps, whose sums are one for each lane.
    pub(super) fn gradients[A: Float](
        plane: &[A],
        pitch: usize,
        offsets: &[usize; TAPS],
        dy: &[A],
        width: usize,
    ) -> [A; TAPS] {
        let mut sums = [[A::zero(); SUMS]; TAPS];
        for (y, row) in dy.chunks_exact(width).enumerate() {
            let (blocks, rest) = row.as_chunks::<SUMS>();
            for (i, dy) in blocks.iter().enumerate() {
                add_products(&mut sums, &plane[y * pitch + i * SUMS..], offsets, dy, SUMS);
            }
            if !rest.is_empty() {
                let mut dy = [A::zero(); SUMS];
                dy.iter_mut().zip(rest).for_each(|(to, &dy)| *to = dy);
                add_products(&mut sums, &plane[y * pitch + width - rest.len()..], offsets, &dy, rest.len());
            }
        }
        let mut all = [A::zero(); TAPS];
        for (all, lanes) in all.iter_mut().zip(&sums) {
            *all = lanes.iter().fold(A::zero(), |sum, &x| sum + x);
        }
        all
    }
}

/// The sums of vectors that begin at these places of neighbouring rows.
#[inline(always)]
fn block<S: Simd, A: Float, const N: usize>(
    s: S,
    plane: &[A],
    at: [usize; N],
    pitch: usize,
    taps: &[Tap],
    kernel: &[A],
    start: A,
) -> [[A::Vector<S>; N]; ROWS] {
    let mut sums = [[A::splat(s, start); N]; ROWS];
    // All of one length, so that one check for each tap and vector does for all rows.
    let len = plane.len() - (ROWS - 1) * pitch;
    let rows: [&[A]; ROWS] = std::array::from_fn(|row| &plane[row * pitch..][..len]);
    for tap in taps {
        let weight = A::splat(s, kernel[tap.element]);
        for j in 0..N {
            for (row, sums) in rows.iter().zip(&mut sums) {
                let x = <A as Lanes>::vectors::<S>(&row[tap.offset + at[j]..][..lanes::<S, A>()])[0];
                sums[j] = A::multiply_add(s, weight, x, sums[j]);
            }
        }
    }
    sums
}

/// Of the lanes behind the `count` first nothing is added, not even 0 times infinity.
#[inline(always)]
fn add_products<A: Float>(
    sums: &mut [[A; SUMS]; TAPS],
    plane: &[A],
    offsets: &[usize; TAPS],
    dy: &[A; SUMS],
    count: usize,
) {
    for (sums, &offset) in sums.iter_mut().zip(offsets) {
        for (lane, (sum, &x)) in sums.iter_mut().zip(&plane[offset..][..SUMS]).enumerate() {
            let x = if lane < count { x } else { A::zero() };
            *sum = dy[lane].mul_add(x, *sum);
        }
    }
}
