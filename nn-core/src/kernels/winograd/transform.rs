//! The transforms of Winograd's algorithm along one axis: F(4, 3), which gives four outputs of a kernel of three from six
//! products instead of twelve.
//!
//! Lavin and Gray, *Fast Algorithms for Convolutional Neural Networks* (2015). The points are 0, ±1/√2, ±√2 and infinity
//! instead of their 0, ±1, ±2 and infinity: with these the result is as near to the exact one as that of the plain sum.
//! Each function is written out, with what two rows of its matrix share computed once.

use super::lanes::{Lanes, scaled};
use crate::storage::Float;

/// The points 1/√2 and √2, of which one is the inverse of the other.
const NEAR: f64 = std::f64::consts::FRAC_1_SQRT_2;
const FAR: f64 = std::f64::consts::SQRT_2;

/// A transform along both axes of a tile: of its columns, then of the rows of what they give. Each row goes to `write` as soon
/// as it is there: all of them do not fit the registers.
#[inline(always)]
pub(super) fn along_both<A: Float, const L: usize, const N: usize, const M: usize>(
    transform: impl Fn([Lanes<A, L>; N]) -> [Lanes<A, L>; M],
    element: impl Fn(usize, usize) -> Lanes<A, L>,
    mut write: impl FnMut(usize, [Lanes<A, L>; M]),
) {
    let mut columns = [[Lanes::zero(A::zero()); N]; M];
    for j in 0..N {
        let column = transform(std::array::from_fn(|i| element(i, j)));
        for (row, value) in columns.iter_mut().zip(column) {
            row[j] = value;
        }
    }
    for (i, row) in columns.into_iter().enumerate() {
        write(i, transform(row));
    }
}

/// `Bᵀ·d`: of six inputs.
#[inline(always)]
pub(super) fn input<A: Float, const L: usize>(d: [Lanes<A, L>; 6]) -> [Lanes<A, L>; 6] {
    let near = (d[4] - scaled(2.0, d[2]), scaled(NEAR, d[3]) - scaled(FAR, d[1]));
    let far = (d[4] - scaled(0.5, d[2]), scaled(FAR, d[3]) - scaled(NEAR, d[1]));
    [
        d[0] + d[4] - scaled(2.5, d[2]),
        near.0 + near.1,
        near.0 - near.1,
        far.0 + far.1,
        far.0 - far.1,
        d[1] + d[5] - scaled(2.5, d[3]),
    ]
}

/// `Aᵀ·m`: four outputs of six products.
#[inline(always)]
pub(super) fn output<A: Float, const L: usize>(m: [Lanes<A, L>; 6]) -> [Lanes<A, L>; 4] {
    let (near, far) = ((m[1] + m[2], m[1] - m[2]), (m[3] + m[4], m[3] - m[4]));
    [
        m[0] + near.0 + far.0,
        scaled(NEAR, near.1) + scaled(FAR, far.1),
        scaled(0.5, near.0) + scaled(2.0, far.0),
        scaled(NEAR / 2.0, near.1) + scaled(2.0 * FAR, far.1) + m[5],
    ]
}

/// `A·y`, the transpose of [`output`]: six gradients of four.
#[inline(always)]
pub(super) fn output_back<A: Float, const L: usize>(y: [Lanes<A, L>; 4]) -> [Lanes<A, L>; 6] {
    let near = (y[0] + scaled(0.5, y[2]), scaled(NEAR, y[1] + scaled(0.5, y[3])));
    let far = (y[0] + scaled(2.0, y[2]), scaled(FAR, y[1] + scaled(2.0, y[3])));
    [y[0], near.0 + near.1, near.0 - near.1, far.0 + far.1, far.0 - far.1, y[3]]
}

/// `G·g`: of a kernel's three.
#[inline(always)]
pub(super) fn weight<A: Float, const L: usize>(g: [Lanes<A, L>; 3]) -> [Lanes<A, L>; 6] {
    let third = -2.0 / 3.0;
    let near = (scaled(third, g[0] + scaled(0.5, g[2])), scaled(third * NEAR, g[1]));
    let far = (scaled(1.0 / 6.0, g[0] + scaled(2.0, g[2])), scaled(FAR / 6.0, g[1]));
    [g[0], near.0 + near.1, near.0 - near.1, far.0 + far.1, far.0 - far.1, g[2]]
}

/// `Gᵀ·u`, the transpose of [`weight`]: the gradients of a kernel's three.
#[inline(always)]
pub(super) fn weight_back<A: Float, const L: usize>(u: [Lanes<A, L>; 6]) -> [Lanes<A, L>; 3] {
    let (near, far) = ((u[1] + u[2], u[1] - u[2]), (u[3] + u[4], u[3] - u[4]));
    [
        u[0] - scaled(2.0 / 3.0, near.0) + scaled(1.0 / 6.0, far.0),
        scaled(FAR / 6.0, far.1) - scaled(2.0 / 3.0 * NEAR, near.1),
        scaled(1.0 / 3.0, far.0 - near.0) + u[5],
    ]
}
