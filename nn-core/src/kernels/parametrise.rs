//! Weights that are computed from other parameters, row by row.

use crate::storage::Float;

/// Rows of the lengths `g` and the directions of the rows of `v`.
pub(crate) fn stretch<A: Float>(v: &[A], g: &[A]) -> Vec<A> {
    let mut w = v.to_vec();
    for (row, &g) in rows_mut(&mut w, g.len()).zip(g) {
        let factor = g / product(row, row).sqrt();
        row.iter_mut().for_each(|w| *w *= factor);
    }
    w
}

/// The gradients of directions and lengths.
pub(crate) fn stretch_backward<A: Float>(v: &[A], g: &[A], dw: &[A]) -> (Vec<A>, Vec<A>) {
    let (mut dv, mut dg) = (dw.to_vec(), vec![A::zero(); g.len()]);
    for (((dv, v), &g), dg) in rows_mut(&mut dv, g.len()).zip(rows(v, g.len())).zip(g).zip(&mut dg) {
        let length = product(v, v).sqrt();
        let along = product(v, dv) / length;
        *dg = along;
        dv.iter_mut().zip(v).for_each(|(dv, &v)| *dv = g / length * (*dv - v / length * along));
    }
    (dv, dg)
}

/// `u · w · v`.
pub(crate) fn size<A: Float>(w: &[A], u: &[A], v: &[A]) -> A {
    rows(w, u.len()).zip(u).map(|(row, &u)| u * product(row, v)).sum()
}

/// The gradient of `w` from that of `w / (u · w · v)`.
pub(crate) fn divide_backward<A: Float>(w: &[A], u: &[A], v: &[A], dy: &[A]) -> Vec<A> {
    let size = size(w, u, v);
    let along = product(w, dy) / (size * size);
    let mut dw: Vec<A> = dy.iter().map(|&dy| dy / size).collect();
    for (dw, &u) in rows_mut(&mut dw, u.len()).zip(u) {
        dw.iter_mut().zip(v).for_each(|(dw, &v)| *dw -= along * u * v);
    }
    dw
}

/// The power iteration for the largest singular value: `u ← w·v / ‖w·v‖` and `v ← wᵀ·u / ‖wᵀ·u‖`, so many times.
pub(crate) fn iterate<A: Float>(w: &[A], u: &mut [A], v: &mut [A], times: usize, eps: A) {
    let count = u.len();
    for _ in 0..times {
        u.iter_mut().zip(rows(w, count)).for_each(|(u, row)| *u = product(row, v));
        normalise(u, eps);
        v.fill(A::zero());
        for (&u, row) in u.iter().zip(rows(w, count)) {
            v.iter_mut().zip(row).for_each(|(v, &w)| *v += u * w);
        }
        normalise(v, eps);
    }
}

/// Makes a vector one of length 1.
fn normalise<A: Float>(vector: &mut [A], eps: A) {
    let length = product(vector, vector).sqrt().max(eps);
    vector.iter_mut().for_each(|x| *x /= length);
}

fn product<A: Float>(a: &[A], b: &[A]) -> A {
    a.iter().zip(b).map(|(&a, &b)| a * b).sum()
}

fn rows<A>(x: &[A], count: usize) -> impl Iterator<Item = &[A]> {
    x.chunks_exact((x.len() / count.max(1)).max(1))
}

fn rows_mut<A>(x: &mut [A], count: usize) -> impl Iterator<Item = &mut [A]> {
    x.chunks_exact_mut((x.len() / count.max(1)).max(1))
}
