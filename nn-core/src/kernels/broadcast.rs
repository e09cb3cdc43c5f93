//! Functions of two arrays of different shapes, one stretched over the other.

use super::elementwise;
use super::simd::simd;
use super::stream::written_in_parts;
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
pub(crate) struct Run {
    pub(crate) len: usize,
    pub(crate) a: usize,
    pub(crate) b: usize,
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
    written_in_parts(z, &|at, z| {
        let mut places = Places::new(&runs, at / inner.len);
        let mut skipped = at % inner.len;
        let mut rest = z;
        while !rest.is_empty() {
            let row;
            (row, rest) = rest.split_at_mut((inner.len - skipped).min(rest.len()));
            let part = |x: usize| x + skipped..x + skipped + row.len();
            match (inner.a, inner.b) {
                (0, 0) => row.fill(f(a[places.a], b[places.b])),
                (0, _) => right(a[places.a], &b[part(places.b)], row, &f),
                (_, 0) => left(&a[part(places.a)], b[places.b], row, &f),
                _ => both(&a[part(places.a)], &b[part(places.b)], row, &f),
            }
            skipped = 0;
            places.advance();
        }
    });
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

/// Where a row of the result finds its operands, counted like an odometer: a digit for each run but the innermost.
pub(super) struct Places<'a> {
    runs: &'a [Run],
    digits: Vec<usize>,
    pub(super) a: usize,
    b: usize,
}

impl<'a> Places<'a> {
    pub(super) fn new(runs: &'a [Run], mut row: usize) -> Self {
        let mut places = Places { runs, digits: vec![0; runs.len()], a: 0, b: 0 };
        for (digit, run) in places.digits.iter_mut().zip(runs).rev() {
            *digit = row % run.len;
            row /= run.len;
            places.a += *digit * run.a;
            places.b += *digit * run.b;
        }
        places
    }

    /// The places in `a` of so many rows.
    pub(super) fn take(mut self, rows: usize) -> Vec<usize> {
        let next = || {
            let place = self.a;
            self.advance();
            place
        };
        std::iter::repeat_with(next).take(rows).collect()
    }

    pub(super) fn advance(&mut self) {
        for (digit, run) in self.digits.iter_mut().zip(self.runs).rev() {
            *digit += 1;
            self.a += run.a;
            self.b += run.b;
            if *digit < run.len {
                return;
            }
            self.a -= run.a * run.len;
            self.b -= run.b * run.len;
            *digit = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{broadcast_shape, zip_broadcast};

    /// Two shapes that fit.
    fn shapes() -> impl Strategy<Value = [[usize; 4]; 2]> {
        let axis = (0..9usize, 0..6u8).prop_map(|(size, ones)| match ones {
            0 => [1, size],
            1 => [size, 1],
            _ => [size, size],
        });
        [axis.clone(), axis.clone(), axis.clone(), axis]
            .prop_map(|axes| [axes.map(|[a, _]| a), axes.map(|[_, b]| b)])
    }

    fn check([a_shape, b_shape]: [[usize; 4]; 2]) {
        let shape = broadcast_shape(a_shape, b_shape).unwrap();
        let numbers = |shape: [usize; 4], step: i64| -> Vec<i64> {
            (0..shape.iter().product::<usize>() as i64).map(|i| i * step + 1).collect()
        };
        let (a, b) = (numbers(a_shape, 3), numbers(b_shape, -5));
        let at = |of: [usize; 4], place: usize| {
            let (mut rest, mut at, mut stride) = (place, 0, 1);
            for axis in (0..4).rev() {
                let index = rest % shape[axis];
                rest /= shape[axis];
                at += if of[axis] == 1 { 0 } else { index * stride };
                stride *= of[axis];
            }
            at
        };
        let mut z = vec![0; shape.iter().product()];
        zip_broadcast((&a, &a_shape), (&b, &b_shape), &mut z, |a, b| a.wrapping_mul(b));
        for (i, &z) in z.iter().enumerate() {
            assert_eq!(z, a[at(a_shape, i)].wrapping_mul(b[at(b_shape, i)]), "element {i}");
        }
    }

    proptest! {
        #[test]
        fn any_shapes_that_fit(shapes in shapes()) {
            check(shapes);
        }
    }

    #[test]
    fn many_elements_on_all_threads() {
        for shapes in [
            [[3, 7, 101, 103], [1, 7, 1, 103]],
            [[1, 1, 1, 1], [3, 7, 101, 103]],
            [[300, 1, 1, 1], [300, 10, 101, 1]],
            [[1, 1, 300_001, 1], [1, 1, 1, 1]],
        ] {
            check(shapes);
        }
    }
}
