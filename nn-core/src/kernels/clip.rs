//! What clipping does to gradients.

use super::simd::simd;
use crate::storage::Float;

/// How many sums run side by side, so that the loop vectorises; the order of addition is fixed by it.
const LANES: usize = 16;

simd! {
    /// The sum of the squares, in double precision.
    pub(crate) fn sum_of_squares[A: Float](x: &[A]) -> f64 {
        let (blocks, rest) = x.as_chunks::<LANES>();
        let mut sums = [0.0; LANES];
        for block in blocks {
            for (sum, &x) in sums.iter_mut().zip(block) {
                let x = x.to_f64().expect("a float is a number");
                *sum += x * x;
            }
        }
        for (sum, &x) in sums.iter_mut().zip(rest) {
            let x = x.to_f64().expect("a float is a number");
            *sum += x * x;
        }
        sums.iter().sum()
    }

    /// Multiplies every element.
    pub(crate) fn scale[A: Float](x: &mut [A], factor: f64) {
        let factor = A::of(factor);
        x.iter_mut().for_each(|x| *x *= factor);
    }

    /// Bounds every element by `bound` in magnitude; what is not a number stays so.
    pub(crate) fn clamp[A: Float](x: &mut [A], bound: f64) {
        let bound = A::of(bound);
        for x in x {
            *x = if *x > bound { bound } else { *x };
            *x = if *x < -bound { -bound } else { *x };
        }
    }
}
