//! Functions of two arrays of different shapes, one stretched over the other.

use super::elementwise;
use super::simd::simd;
use crate::storage::Element;

/// The shape that two shapes stretch to, if they fit: sizes are equal, or one of them is 1.
pub(crate) fn broadcast_shape<const N: usize>(a: [usize; N], b: [usize; N]) -> Option<[usize; N]> {
    let mut shape = a;
    for axis in 0..N {
        shape[axis] = match (a[axis], b[axis]) {
            (x, y) if x == y => x,
            (1, y) => y,
            (x, 1) => x,
            _ => return None,
        };
    }
    Some(shape)
}

/// A run of axes that behave alike: both operands advance, or only one does.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Run {
    len: usize,
    a: usize,
    b: usize,
}

/// `z = f(a, b)` over the broadcast shape of `a` and `b`.
pub(crate) fn zip_broadcast<A: Element, B: Element, C: Element>(
    (a, a_shape): (&[A], &[usize]),
    (b, b_shape): (&[B], &[usize]),
    z: &mut [C],
    f: impl Fn(A, B) -> C + Sync,
) {
    if a_shape == b_shape {
        return elementwise::zip_into(a, b, z, f);
    }
    if z.is_empty() {
        return;
    }
    let mut runs = runs(a_shape, b_shape);
    let inner = runs.pop().unwrap_or(Run { len: 1, a: 0, b: 0 });
    let mut odometer = vec![0; runs.len()];
    let (mut at_a, mut at_b) = (0, 0);
    for z in z.chunks_exact_mut(inner.len) {
        match (inner.a, inner.b) {
            (0, 0) => z.fill(f(a[at_a], b[at_b])),
            (0, _) => right(a[at_a], &b[at_b..at_b + inner.len], z, &f),
            (_, 0) => left(&a[at_a..at_a + inner.len], b[at_b], z, &f),
            _ => both(&a[at_a..at_a + inner.len], &b[at_b..at_b + inner.len], z, &f),
        }
        advance(&mut odometer, &runs, &mut at_a, &mut at_b);
    }
}

simd! {
    fn both[A: Copy, B: Copy, C: Copy, F: Fn(A, B) -> C](a: &[A], b: &[B], z: &mut [C], f: &F) {
        for ((z, &a), &b) in z.iter_mut().zip(a).zip(b) {
            *z = f(a, b);
        }
    }

    fn left[A: Copy, B: Copy, C: Copy, F: Fn(A, B) -> C](a: &[A], b: B, z: &mut [C], f: &F) {
        for (z, &a) in z.iter_mut().zip(a) {
            *z = f(a, b);
        }
    }

    fn right[A: Copy, B: Copy, C: Copy, F: Fn(A, B) -> C](a: A, b: &[B], z: &mut [C], f: &F) {
        for (z, &b) in z.iter_mut().zip(b) {
            *z = f(a, b);
        }
    }
}

/// Merges neighbouring axes that behave alike, outermost first; strides are in elements of the operands.
fn runs(a: &[usize], b: &[usize]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::with_capacity(a.len());
    let (mut stride_a, mut stride_b) = (1, 1);
    for axis in (0..a.len()).rev() {
        let len = a[axis].max(b[axis]);
        if len == 1 {
            continue;
        }
        let run = Run {
            len,
            a: if a[axis] == 1 { 0 } else { stride_a },
            b: if b[axis] == 1 { 0 } else { stride_b },
        };
        stride_a *= a[axis];
        stride_b *= b[axis];
        match runs.last_mut() {
            Some(last) if (last.a == 0) == (run.a == 0) && (last.b == 0) == (run.b == 0) => last.len *= len,
            _ => runs.push(run),
        }
    }
    runs.reverse();
    runs
}

fn advance(odometer: &mut [usize], runs: &[Run], at_a: &mut usize, at_b: &mut usize) {
    for (digit, run) in odometer.iter_mut().zip(runs).rev() {
        *digit += 1;
        *at_a += run.a;
        *at_b += run.b;
        if *digit < run.len {
            return;
        }
        *at_a -= run.a * run.len;
        *at_b -= run.b * run.len;
        *digit = 0;
    }
}
