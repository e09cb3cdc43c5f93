//! Dropout's random mask, computed anew wherever it is needed: no memory, and the same for any number of threads.

use super::parallel::each;
use super::simd::simd;
use crate::storage::{Float, scratch};

/// The elements that count on from one seed.
const CHUNK: usize = 32 * 1024;
/// Below this many elements one thread is faster than two.
const PARALLEL: usize = 16 * 1024;

/// A well mixed function of its argument: Chris Wellons' `lowbias32`.
#[inline(always)]
fn mix(x: u32) -> u32 {
    let x = (x ^ (x >> 16)).wrapping_mul(0x7feb_352d);
    let x = (x ^ (x >> 15)).wrapping_mul(0x846c_a68b);
    x ^ (x >> 16)
}

/// The random number of the element `i` of a chunk.
#[inline(always)]
fn draw(seed: (u32, u32), i: u32) -> u32 {
    mix(mix(i ^ seed.0).wrapping_add(seed.1))
}

/// What is computed at once. In blocks of fixed size, as a loop over single elements would jump on random bits.
const LANES: usize = 16;

#[inline(always)]
fn keep_or_drop<A: Float>(x: A, i: usize, seed: (u32, u32), below: u32, scale: A) -> A {
    if draw(seed, i as u32) < below { x * scale } else { A::zero() }
}

simd! {
    fn drop_into[A: Float](x: &[A], y: &mut [A], seed: (u32, u32), below: u32, scale: A) {
        let ((xs, x_rest), (ys, y_rest)) = (x.as_chunks::<LANES>(), y.as_chunks_mut::<LANES>());
        for (block, (x, y)) in xs.iter().zip(ys).enumerate() {
            for i in 0..LANES {
                y[i] = keep_or_drop(x[i], block * LANES + i, seed, below, scale);
            }
        }
        let first = x.len() - x_rest.len();
        for (i, (&x, y)) in x_rest.iter().zip(y_rest).enumerate() {
            *y = keep_or_drop(x, first + i, seed, below, scale);
        }
    }

    fn drop_in_place[A: Float](x: &mut [A], seed: (u32, u32), below: u32, scale: A) {
        let (xs, rest) = x.as_chunks_mut::<LANES>();
        let first = xs.len() * LANES;
        for (block, x) in xs.iter_mut().enumerate() {
            for (i, x) in x.iter_mut().enumerate() {
                *x = keep_or_drop(*x, block * LANES + i, seed, below, scale);
            }
        }
        for (i, x) in rest.iter_mut().enumerate() {
            *x = keep_or_drop(*x, first + i, seed, below, scale);
        }
    }
}

/// Which elements are kept, and what they are multiplied by.
#[derive(Clone, Copy, Debug)]
pub struct Mask {
    seed: u64,
    below: u32,
    scale: f64,
}

impl Mask {
    /// Drops each element with probability `p`.
    pub(crate) fn new(p: f64, seed: u64) -> Self {
        let keep = 1.0 - p;
        // With nothing kept, the scale is of no account, but must not make NaN.
        let scale = if keep > 0.0 { 1.0 / keep } else { 0.0 };
        Mask { seed, below: (keep * 2f64.powi(32)) as u32, scale }
    }

    /// The mask of one part of many, each of which has its own.
    pub(crate) fn part(self, index: usize) -> Mask {
        let seed = self.seed.wrapping_add((index as u64).wrapping_mul(0xd1b5_4a32_d192_ed03));
        Mask { seed, ..self }
    }

    /// The seed of a chunk, by the mixing function of SplitMix64.
    fn chunk(&self, index: usize) -> (u32, u32) {
        let z = self.seed.wrapping_add((index as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let z = z ^ (z >> 31);
        (z as u32, (z >> 32) as u32)
    }

    /// The elements that are kept, scaled; 0 for the others.
    pub(crate) fn apply<A: Float>(&self, x: &[A]) -> Vec<A> {
        let mut y = scratch(x.len());
        let part = |(i, (y, x)): (usize, (&mut [A], &[A]))| {
            drop_into(x, y, self.chunk(i), self.below, A::of(self.scale));
        };
        match x.len() < PARALLEL {
            true => y.chunks_mut(CHUNK).zip(x.chunks(CHUNK)).enumerate().for_each(part),
            false => each(y.chunks_mut(CHUNK).zip(x.chunks(CHUNK)).enumerate(), part),
        }
        y
    }

    /// The same in place.
    pub(crate) fn apply_in_place<A: Float>(&self, x: &mut [A]) {
        let part = |(i, x): (usize, &mut [A])| {
            drop_in_place(x, self.chunk(i), self.below, A::of(self.scale));
        };
        match x.len() < PARALLEL {
            true => x.chunks_mut(CHUNK).enumerate().for_each(part),
            false => each(x.chunks_mut(CHUNK).enumerate(), part),
        }
    }
}

/// The random numbers of a seed, in `0..1`, by the index of an element.
pub(crate) fn random(seed: u64) -> impl Fn(usize) -> f64 {
    let mask = Mask::new(0.0, seed);
    move |i| f64::from(draw(mask.chunk(i / CHUNK), (i % CHUNK) as u32)) / 2f64.powi(32)
}
