//! Numbers side by side in a register of the processor, for kernels whose sums must stay in registers. What is written as a
//! loop over numbers becomes such vectors in most shapes, and falls apart in others.

use std::marker::PhantomData;

use pulp::bytemuck::{self, Pod};
use pulp::{Simd, WithSimd};

/// A number of which registers hold several.
#[doc(hidden)]
pub trait Lanes: Pod {
    /// As many as a register holds.
    type Vector<S: Simd>: Pod;

    /// The same number in each lane.
    fn splat<S: Simd>(s: S, x: Self) -> Self::Vector<S>;
    /// The whole vectors at the beginning of a slice.
    fn vectors<S: Simd>(x: &[Self]) -> &[Self::Vector<S>];
    /// `x · y + z`, rounded once.
    fn multiply_add<S: Simd>(
        s: S,
        x: Self::Vector<S>,
        y: Self::Vector<S>,
        z: Self::Vector<S>,
    ) -> Self::Vector<S>;
    /// `x · y + z`, rounded once where that is one instruction.
    fn product_sum<S: Simd>(
        s: S,
        x: Self::Vector<S>,
        y: Self::Vector<S>,
        z: Self::Vector<S>,
    ) -> Self::Vector<S>;
}

/// Whether a product and a sum are one instruction on every processor of this kind.
const IS_FUSED: bool = cfg!(not(target_arch = "x86_64"));
/// The bytes of the vectors of [`Level::Baseline`](super::simd::Level::Baseline).
const BASELINE: usize = size_of::<pulp::f32x4>();
/// The bytes of the widest vectors, and of those half as wide.
const WIDEST: usize = size_of::<pulp::f32x16>();
#[cfg_attr(not(target_arch = "x86_64"), allow(dead_code, reason = "a width of other processors"))]
const HALF: usize = WIDEST / 2;

macro_rules! lanes {
    ($($type:ty: $vectors:ident $splat:ident $as_simd:ident $mul_add:ident $mul:ident $add:ident),*) => {$(
        impl Lanes for $type {
            type Vector<S: Simd> = S::$vectors;

            #[inline(always)]
            fn splat<S: Simd>(s: S, x: Self) -> S::$vectors {
                s.$splat(x)
            }

            #[inline(always)]
            fn vectors<S: Simd>(x: &[Self]) -> &[S::$vectors] {
                S::$as_simd(x).0
            }

            #[inline(always)]
            fn multiply_add<S: Simd>(s: S, x: S::$vectors, y: S::$vectors, z: S::$vectors) -> S::$vectors {
                s.$mul_add(x, y, z)
            }

            #[inline(always)]
            fn product_sum<S: Simd>(s: S, x: S::$vectors, y: S::$vectors, z: S::$vectors) -> S::$vectors {
                match IS_FUSED || size_of::<S::$vectors>() > BASELINE {
                    true => s.$mul_add(x, y, z),
                    false => s.$add(s.$mul(x, y), z),
                }
            }
        }
    )*};
}

lanes! {
    f32: f32s splat_f32s as_simd_f32s mul_add_f32s mul_f32s add_f32s,
    f64: f64s splat_f64s as_simd_f64s mul_add_f64s mul_f64s add_f64s
}

/// The numbers of some vectors.
#[inline(always)]
pub(super) fn numbers<V: Pod, A: Pod>(vectors: &[V]) -> &[A] {
    bytemuck::cast_slice(vectors)
}

/// An array together, elements half of it apart first.
#[inline(always)]
pub(super) fn joined<A: Copy, const N: usize>(mut lanes: [A; N], f: impl Fn(A, A) -> A) -> A {
    let mut half = N / 2;
    while half > 0 {
        for i in 0..half {
            lanes[i] = f(lanes[i], lanes[i + half]);
        }
        half /= 2;
    }
    lanes[0]
}

/// How many numbers a vector has.
#[inline(always)]
pub(super) const fn lanes<S: Simd, A: Lanes>() -> usize {
    size_of::<A::Vector<S>>() / size_of::<A>()
}

/// Runs a kernel with the vectors of the [level](super::simd::level) that is used.
#[inline]
pub(super) fn with_vectors<K: WithSimd>(kernel: K) -> K::Output {
    with_vectors_of(WIDEST, kernel)
}

/// Runs a kernel with vectors that are no wider than so many bytes need: where rows are short, wide ones take longer to read
/// and hold nothing more.
#[inline]
pub(super) fn with_vectors_of<K: WithSimd>(bytes: usize, kernel: K) -> K::Output {
    #[cfg(target_arch = "x86_64")]
    {
        use pulp::x86::{V3, V4};

        use super::simd::{Level, level};

        if let (true, Some(v4)) = (level() == Level::Avx512 && bytes > HALF, V4::try_new()) {
            return Simd::vectorize(v4, kernel);
        }
        if let (true, Some(v3)) = (level() >= Level::Avx2, V3::try_new()) {
            return Simd::vectorize(v3, kernel);
        }
        Simd::vectorize(pulp::Scalar128b, kernel)
    }
    #[cfg(not(target_arch = "x86_64"))]
    {
        let _ = bytes;
        pulp::Arch::new().dispatch(kernel)
    }
}

/// How many numbers the vectors have that [`with_vectors`] uses.
pub(super) fn used_lanes<A: Lanes>() -> usize {
    struct Count<A>(PhantomData<A>);

    impl<A: Lanes> WithSimd for Count<A> {
        type Output = usize;

        #[inline(always)]
        fn with_simd<S: Simd>(self, _: S) -> usize {
            lanes::<S, A>()
        }
    }

    with_vectors(Count::<A>(PhantomData))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `2 · x + 1` of whole vectors.
    struct Doubled<'a, A>(&'a [A]);

    impl<A: Lanes + num_traits::Float> WithSimd for Doubled<'_, A> {
        type Output = Vec<A>;

        fn with_simd<S: Simd>(self, s: S) -> Vec<A> {
            let [one, two] = [A::one(), A::one() + A::one()].map(|x| A::splat(s, x));
            let vectors = A::vectors::<S>(self.0);
            assert_eq!(vectors.len(), self.0.len() / lanes::<S, A>());
            let doubled: Vec<_> = vectors.iter().map(|&x| A::multiply_add(s, x, two, one)).collect();
            numbers(&doubled).to_vec()
        }
    }

    fn check<A: Lanes + num_traits::Float + std::fmt::Debug>() {
        let x: Vec<A> = (0..200).map(|i| A::from(i).unwrap()).collect();
        for start in 0..5 {
            let doubled = with_vectors(Doubled(&x[start..]));
            assert_eq!(doubled.len(), (x.len() - start) / used_lanes::<A>() * used_lanes::<A>());
            for (doubled, &x) in doubled.iter().zip(&x[start..]) {
                assert_eq!(*doubled, x + x + A::one());
            }
        }
    }

    #[test]
    fn vectors_are_the_whole_ones_of_a_slice_that_begins_anywhere() {
        check::<f32>();
        check::<f64>();
    }

    #[test]
    fn a_vector_is_as_wide_as_the_level_allows() {
        use crate::kernels::simd::{Level, level};

        let lanes = [used_lanes::<f32>(), used_lanes::<f64>()];
        match level() {
            // Of a processor that has AVX-512 without all of what pulp asks for, the vectors of AVX2 are used.
            Level::Avx512 => assert!(lanes == [16, 8] || lanes == [8, 4]),
            Level::Avx2 => assert_eq!(lanes, [8, 4]),
            Level::Baseline => assert!(lanes[0] >= lanes[1] && lanes[1] > 0),
        }
    }
}
