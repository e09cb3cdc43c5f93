//! Eight channels at once.

use std::ops::{Add, Sub};

use crate::storage::Float;

/// How many channels are computed together: a vector of `f32` of AVX2, and a whole part of wider ones.
pub(super) const LANES: usize = 8;

/// A number for each of [`LANES`] channels.
#[derive(Clone, Copy)]
pub(super) struct Lanes<A>(pub(super) [A; LANES]);

impl<A: Float> Lanes<A> {
    pub(super) const fn zero(zero: A) -> Self {
        Lanes([zero; LANES])
    }

    /// The first of a slice.
    #[inline(always)]
    pub(super) fn read(slice: &[A]) -> Self {
        Lanes(std::array::from_fn(|i| slice[..LANES][i]))
    }

    #[inline(always)]
    pub(super) fn write(self, slice: &mut [A]) {
        slice[..LANES].copy_from_slice(&self.0);
    }
}

impl<A: Float> Add for Lanes<A> {
    type Output = Self;

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Lanes(std::array::from_fn(|i| self.0[i] + other.0[i]))
    }
}

impl<A: Float> Sub for Lanes<A> {
    type Output = Self;

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Lanes(std::array::from_fn(|i| self.0[i] - other.0[i]))
    }
}

/// `by · x`
#[inline(always)]
pub(super) fn scaled<A: Float>(by: f64, x: Lanes<A>) -> Lanes<A> {
    let by = A::of(by);
    Lanes(std::array::from_fn(|i| by * x.0[i]))
}
