//! Elements put back to where a pool has found them, and taken from there.

use crate::storage::{Float, zeros};

/// Planes of `to` elements, 0 but at the indices of the `from` elements of each plane of `x`: of several elements with one
/// index the last stays.
pub(crate) fn unpool<A: Float>(x: &[A], indices: &[usize], from: usize, to: usize) -> Vec<A> {
    let mut y = zeros(x.len() / from.max(1) * to);
    let planes = x.chunks(from.max(1)).zip(indices.chunks(from.max(1)));
    for (y, (x, indices)) in y.chunks_mut(to.max(1)).zip(planes) {
        for (&x, &at) in x.iter().zip(indices) {
            y[at] = x;
        }
    }
    y
}

/// The gradient of `x`: what stands at the indices.
pub(crate) fn unpool_backward<A: Float>(dy: &[A], indices: &[usize], from: usize, to: usize) -> Vec<A> {
    let planes = dy.chunks(to.max(1)).zip(indices.chunks(from.max(1)));
    planes.flat_map(|(dy, indices)| indices.iter().map(|&at| dy[at])).collect()
}
