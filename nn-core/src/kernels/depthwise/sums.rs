//! The sums of a kernel over a padded plane.

use super::super::simd::simd;
use crate::storage::Float;

/// The columns and rows that are computed at once: as many sums as hide the time that each takes.
pub(super) const LANES: usize = 8;
pub(super) const ROWS: usize = 4;
/// The elements of the kernel whose gradients are summed at once.
pub(super) const TAPS: usize = 9;

/// An element of the kernel: where what it sees begins, and its weight.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tap<A> {
    pub(super) offset: usize,
    pub(super) weight: A,
}

/// Which elements of a plane are written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grid {
    pub(super) first: usize,
    /// From one to that below it, and to that on its right.
    pub(super) down: usize,
    pub(super) along: usize,
    pub(super) rows: usize,
    pub(super) columns: usize,
}

simd! {
    /// Writes `start` and the sum over the taps for each element of the grid, or adds it.
    pub(super) fn correlate[A: Float](
        plane: &[A],
        pitch: usize,
        taps: &[Tap<A>],
        start: A,
        grid: Grid,
        add: bool,
        target: &mut [A],
    ) {
        for y in (0..grid.rows).step_by(ROWS) {
            for x in (0..grid.columns).step_by(LANES) {
                let sums = block(&plane[y * pitch + x..], pitch, taps, start);
                for (row, sums) in sums.iter().enumerate().take(grid.rows - y) {
                    let target = &mut target[grid.first + (y + row) * grid.down + x * grid.along..];
                    write(target, &sums[..LANES.min(grid.columns - x)], grid.along, add);
                }
            }
        }
    }

    /// The gradients of the weights of some taps, whose sums are one for each lane.
    pub(super) fn gradients[A: Float](
        plane: &[A],
        pitch: usize,
        offsets: &[usize; TAPS],
        dy: &[A],
        width: usize,
    ) -> [A; TAPS] {
        let mut sums = [[A::zero(); LANES]; TAPS];
        for (y, row) in dy.chunks_exact(width).enumerate() {
            let (blocks, rest) = row.as_chunks::<LANES>();
            for (i, dy) in blocks.iter().enumerate() {
                add_products(&mut sums, &plane[y * pitch + i * LANES..], offsets, dy, LANES);
            }
            if !rest.is_empty() {
                let mut dy = [A::zero(); LANES];
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

#[inline(always)]
fn block<A: Float>(plane: &[A], pitch: usize, taps: &[Tap<A>], start: A) -> [[A; LANES]; ROWS] {
    let mut sums = [[start; LANES]; ROWS];
    for tap in taps {
        let seen = &plane[tap.offset..];
        for (row, sums) in sums.iter_mut().enumerate() {
            for (sum, &x) in sums.iter_mut().zip(&seen[row * pitch..][..LANES]) {
                *sum = tap.weight.mul_add(x, *sum);
            }
        }
    }
    sums
}

#[inline(always)]
fn write<A: Float>(target: &mut [A], sums: &[A], step: usize, add: bool) {
    match (step, add) {
        (1, false) => target[..sums.len()].copy_from_slice(sums),
        (_, false) => target.iter_mut().step_by(step).zip(sums).for_each(|(x, &sum)| *x = sum),
        (_, true) => target.iter_mut().step_by(step).zip(sums).for_each(|(x, &sum)| *x += sum),
    }
}

/// Of the lanes behind the `count` first nothing is added, not even 0 times infinity.
#[inline(always)]
fn add_products<A: Float>(
    sums: &mut [[A; LANES]; TAPS],
    plane: &[A],
    offsets: &[usize; TAPS],
    dy: &[A; LANES],
    count: usize,
) {
    for (sums, &offset) in sums.iter_mut().zip(offsets) {
        for (lane, (sum, &x)) in sums.iter_mut().zip(&plane[offset..][..LANES]).enumerate() {
            let x = if lane < count { x } else { A::zero() };
            *sum = dy[lane].mul_add(x, *sum);
        }
    }
}
