//! Several channels at once.

use std::ops::{Add, Sub};

use crate::kernels::simd::{Level, level};
use crate::storage::Float;

/// How many channels are computed together: a vector of `f32` of AVX2.
pub(super) const LANES: usize = 8;

/// How many channels are computed together where vectors are wide enough and there are as many.
pub(super) const WIDE: usize = 16;

/// Whether vectors are wide enough for [`WIDE`] channels.
pub(super) fn is_wide<A>() -> bool {
    size_of::<A>() == size_of::<f32>() && level() == Level::Avx512
}

/// A number for each of some channels.
#[derive(Clone, Copy)]
pub(super) struct Lanes<A, const N: usize = LANES>(pub(super) [A; N]);

impl<A: Float, const N: usize> Lanes<A, N> {
    pub(super) const fn zero(zero: A) -> Self {
        Lanes([zero; N])
    }

    /// The first of a slice.
    #[inline(always)]
    pub(super) fn read(slice: &[A]) -> Self {
        Lanes(std::array::from_fn(|i| slice[..N][i]))
    }

    #[inline(always)]
    pub(super) fn write(self, slice: &mut [A]) {
        slice[..N].copy_from_slice(&self.0);
    }
}

impl<A: Float, const N: usize> Add for Lanes<A, N> {
    type Output = Self;

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Lanes(std::array::from_fn(|i| self.0[i] + other.0[i]))
    }
}

impl<A: Float, const N: usize> Sub for Lanes<A, N> {
    type Output = Self;

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Lanes(std::array::from_fn(|i| self.0[i] - other.0[i]))
    }
}

/// `by · x`
#[inline(always)]
pub(super) fn scaled<A: Float, const N: usize>(by: f64, x: Lanes<A, N>) -> Lanes<A, N> {
    let by = A::of(by);
    Lanes(std::array::from_fn(|i| by * x.0[i]))
}
