//! Functions of single elements, over whole slices. Long slices are split among the threads.

use super::parallel::pieces;
use super::simd::simd;
use super::stream::written;
use crate::storage::{Element, Float};

simd! {
    fn map_into_chunk[A: Copy, B: Copy, F: Fn(A) -> B](x: &[A], y: &mut [B], f: &F) {
        for (y, &x) in y.iter_mut().zip(x) {
            *y = f(x);
        }
    }

    fn map_chunk[A: Copy, F: Fn(A) -> A](x: &mut [A], f: &F) {
        for x in x {
            *x = f(*x);
        }
    }

    fn zip_chunk[A: Copy, B: Copy, F: Fn(A, B) -> A](x: &mut [A], y: &[B], f: &F) {
        for (x, &y) in x.iter_mut().zip(y) {
            *x = f(*x, y);
        }
    }

    fn zip_into_chunk[A: Copy, B: Copy, C: Copy, F: Fn(A, B) -> C](x: &[A], y: &[B], z: &mut [C], f: &F) {
        for ((z, &x), &y) in z.iter_mut().zip(x).zip(y) {
            *z = f(x, y);
        }
    }
}

/// `y[i] = f(x[i])`.
pub(crate) fn map_into<A: Element, B: Element>(x: &[A], y: &mut [B], f: impl Fn(A) -> B + Sync) {
    written(y, &|at, y| map_into_chunk(&x[at..at + y.len()], y, &f));
}

/// `x[i] = f(x[i])`.
pub(crate) fn map<A: Element>(x: &mut [A], f: impl Fn(A) -> A + Sync) {
    pieces(x, &|_, x| map_chunk(x, &f));
}

/// `x[i] = f(x[i], y[i])`.
pub(crate) fn zip<A: Element, B: Element>(x: &mut [A], y: &[B], f: impl Fn(A, B) -> A + Sync) {
    pieces(x, &|at, x| zip_chunk(x, &y[at..at + x.len()], &f));
}

/// `z[i] = f(x[i], y[i])`.
pub(crate) fn zip_into<A: Element, B: Element, C: Element>(
    x: &[A],
    y: &[B],
    z: &mut [C],
    f: impl Fn(A, B) -> C + Sync,
) {
    written(z, &|at, z| {
        let part = at..at + z.len();
        zip_into_chunk(&x[part.clone()], &y[part], z, &f);
    });
}

/// `old[i] = (1 − share) · old[i] + share · new[i]`.
pub(crate) fn blend<A: Float>(old: &mut [A], new: &[A], share: f64) {
    let share = A::of(share);
    zip(old, new, |old, new| (A::one() - share) * old + share * new);
}

/// `sum[i] += x[i]`.
pub(crate) fn accumulate<A: Float>(sum: &mut [A], x: &[A]) {
    zip(sum, x, |sum, x| sum + x);
}
