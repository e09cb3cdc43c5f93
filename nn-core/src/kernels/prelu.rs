//! A rectifier with a slope for each channel: the middle axis of `outer × channels × inner`.

use super::reduce::AxisSizes;
use super::simd::simd;
use crate::storage::{Float, copied, zeros};

simd! {
    fn bend[A: Float](x: &mut [A], slope: A) {
        for x in x {
            *x = if *x > A::zero() { *x } else { *x * slope };
        }
    }

    fn bend_backward[A: Float](dy: &mut [A], x: &[A], slope: A) {
        for (dy, &x) in dy.iter_mut().zip(x) {
            *dy = if x > A::zero() { *dy } else { *dy * slope };
        }
    }

    /// `Σ dy·min(x, 0)`.
    fn below[A: Float](dy: &[A], x: &[A]) -> A {
        let ((dys, dy_rest), (xs, x_rest)) = (dy.as_chunks::<16>(), x.as_chunks::<16>());
        let mut lanes = [A::zero(); 16];
        for (dy, x) in dys.iter().zip(xs) {
            for i in 0..16 {
                lanes[i] = dy[i].mul_add(if x[i] > A::zero() { A::zero() } else { x[i] }, lanes[i]);
            }
        }
        let mut sum = A::zero();
        for (&dy, &x) in dy_rest.iter().zip(x_rest) {
            sum = dy.mul_add(if x > A::zero() { A::zero() } else { x }, sum);
        }
        lanes.into_iter().fold(sum, |a, b| a + b)
    }
}

/// `x` where positive, else `slope·x`.
pub(crate) fn forward<A: Float>(x: &[A], slopes: &[A], axis_sizes: AxisSizes) -> Vec<A> {
    let mut y = copied(x);
    if !y.is_empty() {
        let channels = y.chunks_exact_mut(axis_sizes.inner).zip(slopes.iter().cycle());
        channels.for_each(|(y, &slope)| bend(y, slope));
    }
    y
}

/// Turns the gradient of the result into that of the input.
pub(crate) fn backward<A: Float>(dy: &mut [A], x: &[A], slopes: &[A], axis_sizes: AxisSizes) {
    if !x.is_empty() {
        let slices = dy.chunks_exact_mut(axis_sizes.inner).zip(x.chunks_exact(axis_sizes.inner));
        slices.zip(slopes.iter().cycle()).for_each(|((dy, x), &slope)| bend_backward(dy, x, slope));
    }
}

/// The gradient of the slopes: `Σ dy·min(x, 0)` over each channel.
pub(crate) fn backward_slopes<A: Float>(dy: &[A], x: &[A], axis_sizes: AxisSizes) -> Vec<A> {
    let mut slopes = zeros(axis_sizes.axis);
    if !x.is_empty() {
        let slices = dy.chunks_exact(axis_sizes.inner).zip(x.chunks_exact(axis_sizes.inner));
        for (i, (dy, x)) in slices.enumerate() {
            slopes[i % axis_sizes.axis] += below(dy, x);
        }
    }
    slopes
}
