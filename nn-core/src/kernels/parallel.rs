//! Work split among the threads.

use rayon::prelude::*;

/// Calls `f` with each chunk of `size` elements and the place where it begins, on all threads.
///
/// The work is behind a reference, so that the machinery of the threads is compiled once for each element type and
/// not once for each function: that would be most of the library's compile time.
pub(crate) fn chunks<A: Send>(x: &mut [A], size: usize, f: &(dyn Fn(usize, &mut [A]) + Sync)) {
    x.par_chunks_mut(size).enumerate().for_each(|(i, x)| f(i * size, x));
}
