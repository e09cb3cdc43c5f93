//! Results too large for the caches, written past them.
//!
//! An ordinary store first fetches the line that it will write. Where a result does not fit the caches, that fetch is a
//! third of the traffic, and the lines displace what others would find there.

use gemm_common::cache::CACHE_INFO;

use super::parallel::pieces;
use crate::storage::{Element, recycle, scratch};

/// Below this many bytes no result is written past the caches: the third-level caches of today's processors hold about as much
/// for two threads.
const LARGE: usize = 8 * 1024 * 1024;
/// What is computed in the first-level cache before it is written, in elements.
const PIECE: usize = 1024;
/// The bytes of a line of the caches.
pub(super) const LINE: usize = 64;

/// Whether a result does not fit the caches, of which a fourth is left to what is read meanwhile. The processor decides, which no
/// element depends on.
pub(super) fn is_large<A>(y: &[A]) -> bool {
    let size = size_of_val(y);
    // The tests go both ways on any processor.
    size >= LARGE && (cfg!(test) || size > CACHE_INFO[2].cache_bytes / 4 * 3)
}

/// Calls `fill` with pieces of `y` and the places where they begin, on all threads if there are many elements. It writes
/// every element, and reads none.
pub(crate) fn written<A: Element>(y: &mut [A], fill: &(dyn Fn(usize, &mut [A]) + Sync)) {
    if !is_large(y) {
        return pieces(y, fill);
    }
    pieces(y, &|at, y| past_caches(at, y, fill));
}

/// As [`written`], for what is best filled many elements at a time, in any order: a part is made in the second-level cache.
pub(super) fn written_in_parts<A: Element>(y: &mut [A], fill: &(dyn Fn(usize, &mut [A]) + Sync)) {
    if !is_large(y) {
        return pieces(y, fill);
    }
    pieces(y, &|at, y| {
        let mut part = scratch(y.len());
        fill(at, &mut part);
        copy(&part, y);
        recycle(part);
        fence();
    });
}

/// A piece that begins with a line, so that no store of a vector is split between two.
#[repr(align(64))]
struct Piece<A>([A; PIECE]);

/// The same for what one thread takes, of which it makes each part in the first-level cache.
fn past_caches<A: Element>(first: usize, y: &mut [A], fill: &dyn Fn(usize, &mut [A])) {
    let mut piece = Piece([A::default(); PIECE]);
    // Pieces that begin with a line fill whole lines.
    let begin = y.as_ptr().align_offset(LINE).min(y.len());
    let (head, body) = y.split_at_mut(begin);
    fill(first, head);
    for (i, y) in body.chunks_mut(PIECE).enumerate() {
        let piece = &mut piece.0[..y.len()];
        fill(first + begin + i * PIECE, piece);
        copy(piece, y);
    }
    fence();
}

/// Copies past the caches.
#[cfg(all(target_arch = "x86_64", not(miri)))]
pub(super) fn copy<A: Element>(from: &[A], to: &mut [A]) {
    use std::arch::x86_64::{__m128i, _mm_loadu_si128, _mm_stream_si128};
    assert_eq!(from.len(), to.len());
    // SAFETY: a vector may have any bits, and is only written here, with those of elements at the same places of `from`,
    // so that `to` keeps elements: they are plain values without gaps, which the middle part holds in whole numbers.
    let (head, body, _) = unsafe { to.align_to_mut::<__m128i>() };
    let (skipped, vectors) = (head.len(), body.len());
    let elements = vectors * size_of::<__m128i>() / size_of::<A>();
    let source = from[skipped..skipped + elements].as_ptr().cast::<__m128i>();
    for (i, y) in body.iter_mut().enumerate() {
        // SAFETY: `source` has as many bytes as `body`, and `y` is aligned as a vector. SSE2 belongs to x86-64.
        unsafe { _mm_stream_si128(y, _mm_loadu_si128(source.add(i))) };
    }
    to[..skipped].copy_from_slice(&from[..skipped]);
    to[skipped + elements..].copy_from_slice(&from[skipped + elements..]);
}

#[cfg(any(not(target_arch = "x86_64"), miri))]
pub(super) fn copy<A: Element>(from: &[A], to: &mut [A]) {
    to.copy_from_slice(from);
}

/// Stores past the caches are not ordered with others: whoever hears that this thread is done must see them.
pub(super) fn fence() {
    #[cfg(all(target_arch = "x86_64", not(miri)))]
    // SAFETY: SSE belongs to x86-64.
    unsafe {
        std::arch::x86_64::_mm_sfence();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{LARGE, copy, past_caches, written};

    proptest! {
        #[test]
        fn every_element_is_written_where_it_belongs(skip in 0..70usize, len in 0..5000usize) {
            let mut y = vec![0; skip + len];
            past_caches(7, &mut y[skip..], &|at, y| {
                y.iter_mut().enumerate().for_each(|(i, y)| *y = at + i);
            });
            prop_assert!(y[..skip].iter().all(|&y| y == 0));
            prop_assert!(y[skip..].iter().enumerate().all(|(i, &y)| y == 7 + i));
        }

        #[test]
        fn any_element_is_copied(skip in 0..20usize, from in prop::collection::vec(any::<bool>(), 0..200)) {
            let mut to = vec![false; skip + from.len()];
            copy(&from, &mut to[skip..]);
            prop_assert_eq!(&to[skip..], &from);
            let from: Vec<f32> = from.iter().map(|&x| if x { 1.5 } else { f32::NEG_INFINITY }).collect();
            let mut to = vec![0.0; skip + from.len()];
            copy(&from, &mut to[skip..]);
            prop_assert_eq!(&to[skip..], &from);
        }
    }

    #[test]
    fn small_and_large_results_are_whole() {
        for len in [0, 1, 100_000, 200_001, LARGE / 8 + 12_345] {
            let mut y = vec![usize::MAX; len];
            written(&mut y, &|at, y| y.iter_mut().enumerate().for_each(|(i, y)| *y = at + i));
            assert!(y.iter().enumerate().all(|(i, &y)| y == i), "{len}");
        }
    }
}
