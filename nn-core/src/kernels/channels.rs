//! Statistics and affine maps of channels: the middle axis of `outer × channels × inner`. Batch norm sees its input
//! so; group norm sees each sample's channels as channels of their own.
//!
//! The order in which numbers are added depends on the sizes alone, not on the threads.

use super::parallel::{chunks, results};
use super::reduce::AxisSizes;
use super::simd::simd;
use crate::storage::{Element, Float, scratch, zeros};

/// Below this many elements one thread is faster than two.
const PARALLEL: usize = 16 * 1024;
/// How many elements one thread takes at a time, about.
const GROUP: usize = 32 * 1024;
/// Partial sums, enough to keep the adders busy.
const LANES: usize = 32;
/// What is added at once before partial sums are added: keeps the rounding error of long sums small.
const BLOCK: usize = 4096;

#[inline(always)]
fn drain<A: Float>(lanes: &mut [A; LANES]) -> A {
    let mut width = LANES / 2;
    while width > 0 {
        for i in 0..width {
            let other = lanes[i + width];
            lanes[i] += other;
        }
        width /= 2;
    }
    let sum = lanes[0];
    *lanes = [A::zero(); LANES];
    sum
}

simd! {
    /// `Σ x` over the slices of one channel.
    fn channel_sum[A: Float](x: &[A], inner: usize, stride: usize) -> A {
        let (mut lanes, mut total, mut pending) = ([A::zero(); LANES], A::zero(), 0);
        for x in x.chunks(stride) {
            for x in x[..inner].chunks(BLOCK) {
                let (chunks, rest) = x.as_chunks::<LANES>();
                for x in chunks {
                    for (lane, &x) in lanes.iter_mut().zip(x) {
                        *lane += x;
                    }
                }
                for (lane, &x) in lanes.iter_mut().zip(rest) {
                    *lane += x;
                }
                pending += x.len();
                if pending >= BLOCK {
                    total += drain(&mut lanes);
                    pending = 0;
                }
            }
        }
        total + drain(&mut lanes)
    }

    /// `Σ (x − mean)²` over the slices of one channel.
    fn channel_squares[A: Float](x: &[A], inner: usize, stride: usize, mean: A) -> A {
        let (mut lanes, mut total, mut pending) = ([A::zero(); LANES], A::zero(), 0);
        for x in x.chunks(stride) {
            for x in x[..inner].chunks(BLOCK) {
                let (chunks, rest) = x.as_chunks::<LANES>();
                for x in chunks {
                    for (lane, &x) in lanes.iter_mut().zip(x) {
                        *lane = (x - mean).mul_add(x - mean, *lane);
                    }
                }
                for (lane, &x) in lanes.iter_mut().zip(rest) {
                    *lane = (x - mean).mul_add(x - mean, *lane);
                }
                pending += x.len();
                if pending >= BLOCK {
                    total += drain(&mut lanes);
                    pending = 0;
                }
            }
        }
        total + drain(&mut lanes)
    }

    /// `Σ dy` and `Σ dy·(x − mean)` over the slices of one channel.
    fn channel_products[A: Float](dy: &[A], x: &[A], inner: usize, stride: usize, mean: A) -> (A, A) {
        let (mut sums, mut sum) = ([A::zero(); LANES], A::zero());
        let (mut products, mut product, mut pending) = ([A::zero(); LANES], A::zero(), 0);
        for (dy, x) in dy.chunks(stride).zip(x.chunks(stride)) {
            for (dy, x) in dy[..inner].chunks(BLOCK).zip(x[..inner].chunks(BLOCK)) {
                let ((dys, dy_rest), (xs, x_rest)) = (dy.as_chunks::<LANES>(), x.as_chunks::<LANES>());
                for (dy, x) in dys.iter().zip(xs) {
                    for i in 0..LANES {
                        sums[i] += dy[i];
                        products[i] = dy[i].mul_add(x[i] - mean, products[i]);
                    }
                }
                for (i, (&dy, &x)) in dy_rest.iter().zip(x_rest).enumerate() {
                    sums[i] += dy;
                    products[i] = dy.mul_add(x - mean, products[i]);
                }
                pending += x.len();
                if pending >= BLOCK {
                    sum += drain(&mut sums);
                    product += drain(&mut products);
                    pending = 0;
                }
            }
        }
        (sum + drain(&mut sums), product + drain(&mut products))
    }
}

// With one element a slice, channels are columns: the loops go along the rows instead.
simd! {
    fn column_sums[A: Float](x: &[A], sums: &mut [A]) {
        for x in x.chunks_exact(sums.len()) {
            for (sum, &x) in sums.iter_mut().zip(x) {
                *sum += x;
            }
        }
    }

    fn column_squares[A: Float](x: &[A], means: &[A], squares: &mut [A]) {
        for x in x.chunks_exact(means.len()) {
            for ((square, &x), &mean) in squares.iter_mut().zip(x).zip(means) {
                *square = (x - mean).mul_add(x - mean, *square);
            }
        }
    }

    fn column_products[A: Float](dy: &[A], x: &[A], means: &[A], sums: &mut [A], products: &mut [A]) {
        for (dy, x) in dy.chunks_exact(means.len()).zip(x.chunks_exact(means.len())) {
            let parts = sums.iter_mut().zip(products.iter_mut()).zip(dy.iter().zip(x)).zip(means);
            for (((sum, product), (&dy, &x)), &mean) in parts {
                *sum += dy;
                *product = dy.mul_add(x - mean, *product);
            }
        }
    }

    /// `x = scale·x + shift` for some elements, from the one at `at` on.
    pub(super) fn affine_piece_in_place[A: Float](at: usize, x: &mut [A], scale: &[A], shift: &[A], axis_sizes: AxisSizes) {
        for (first, part) in runs(axis_sizes, at, x.len()) {
            let x = &mut x[part];
            if axis_sizes.inner == 1 {
                for ((x, &scale), &shift) in x.iter_mut().zip(&scale[first..]).zip(&shift[first..]) {
                    *x = x.mul_add(scale, shift);
                }
            } else {
                let (scale, shift) = (scale[first], shift[first]);
                for x in x {
                    *x = x.mul_add(scale, shift);
                }
            }
        }
    }

    /// `y = scale·x + shift` for some elements, from the one at `at` on.
    pub(super) fn affine_piece[A: Float](
        at: usize,
        x: &[A],
        y: &mut [A],
        scale: &[A],
        shift: &[A],
        axis_sizes: AxisSizes,
    ) {
        for (first, part) in runs(axis_sizes, at, x.len()) {
            let (x, y) = (&x[part.clone()], &mut y[part]);
            if axis_sizes.inner == 1 {
                for (((y, &x), &scale), &shift) in y.iter_mut().zip(x).zip(&scale[first..]).zip(&shift[first..]) {
                    *y = x.mul_add(scale, shift);
                }
            } else {
                let (scale, shift) = (scale[first], shift[first]);
                for (y, &x) in y.iter_mut().zip(x) {
                    *y = x.mul_add(scale, shift);
                }
            }
        }
    }

    /// [`backward`] of some elements, from the one at `at` on.
    fn backward_piece[A: Float](at: usize, dy: &mut [A], x: &[A], coefficients: &[Coefficients<A>], axis_sizes: AxisSizes) {
        for (first, part) in runs(axis_sizes, at, x.len()) {
            let (dy, x) = (&mut dy[part.clone()], &x[part]);
            if axis_sizes.inner == 1 {
                for ((dy, &x), coefficients) in dy.iter_mut().zip(x).zip(&coefficients[first..]) {
                    *dy = dy.mul_add(coefficients.scale, (x - coefficients.mean).mul_add(coefficients.slope, coefficients.shift));
                }
            } else {
                let Coefficients { mean, scale, slope, shift } = coefficients[first];
                for (dy, &x) in dy.iter_mut().zip(x) {
                    *dy = dy.mul_add(scale, (x - mean).mul_add(slope, shift));
                }
            }
        }
    }
}

/// How the gradient of a channel goes back: `dx = scale·dy + slope·(x − mean) + shift`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Coefficients<A> {
    pub(crate) mean: A,
    pub(crate) scale: A,
    pub(crate) slope: A,
    pub(crate) shift: A,
}

/// The mean and the (biased) variance of each channel, in two passes, so that a large mean costs no accuracy.
pub(crate) fn moments<A: Float>(x: &[A], axis_sizes: AxisSizes) -> (Vec<A>, Vec<A>) {
    let AxisSizes { outer, axis, inner } = axis_sizes;
    if x.is_empty() {
        return (zeros(axis), zeros(axis));
    }
    let n = A::of((outer * inner) as f64);
    if inner == 1 {
        let (mut means, mut variances) = (zeros(axis), zeros(axis));
        column_sums(x, &mut means);
        means.iter_mut().for_each(|mean| *mean /= n);
        column_squares(x, &means, &mut variances);
        variances.iter_mut().for_each(|variance| *variance /= n);
        return (means, variances);
    }
    each_channel(axis_sizes, |channel| {
        let x = channel.of(x);
        let mean = channel_sum(x, inner, channel.stride) / n;
        (mean, channel_squares(x, inner, channel.stride, mean) / n)
    })
}

/// `Σ dy` and `Σ dy·(x − mean)` of each channel.
pub(crate) fn products<A: Float>(dy: &[A], x: &[A], means: &[A], axis_sizes: AxisSizes) -> (Vec<A>, Vec<A>) {
    let AxisSizes { axis, inner, .. } = axis_sizes;
    if x.is_empty() {
        return (zeros(axis), zeros(axis));
    }
    if inner == 1 {
        let (mut sums, mut products) = (zeros(axis), zeros(axis));
        column_products(dy, x, means, &mut sums, &mut products);
        return (sums, products);
    }
    each_channel(axis_sizes, |channel| {
        channel_products(channel.of(dy), channel.of(x), inner, channel.stride, means[channel.index])
    })
}

/// `y = scale·x + shift`, with a factor and a summand for each channel.
pub(crate) fn affine<A: Float>(x: &[A], scale: &[A], shift: &[A], axis_sizes: AxisSizes) -> Vec<A> {
    let mut y = scratch(x.len());
    in_groups(&mut y, axis_sizes, |at, y| {
        affine_piece(at, &x[at..at + y.len()], y, scale, shift, axis_sizes);
    });
    y
}

/// `x = scale·x + shift`, with a factor and a summand for each channel.
pub(crate) fn affine_in_place<A: Float>(x: &mut [A], scale: &[A], shift: &[A], axis_sizes: AxisSizes) {
    in_groups(x, axis_sizes, |at, x| affine_piece_in_place(at, x, scale, shift, axis_sizes));
}

/// The parts of `len` elements from the one at `at` on, with the channel of the first element of each: parts of one channel,
/// or of neighbouring ones where each has but one element.
pub(super) fn runs(
    axis_sizes: AxisSizes,
    at: usize,
    len: usize,
) -> impl Iterator<Item = (usize, std::ops::Range<usize>)> {
    let AxisSizes { axis, inner, .. } = axis_sizes;
    let size = if inner == 1 { axis } else { inner };
    let (mut channel, mut part) = (axis_sizes.channel(at), 0..(size - at % size).min(len));
    std::iter::from_fn(move || {
        let run = (channel, part.clone());
        channel = if inner == 1 || channel + 1 == axis { 0 } else { channel + 1 };
        part = part.end..(part.end + size).min(len);
        (!run.1.is_empty()).then_some(run)
    })
}

/// Turns the gradient of the result into that of the input.
pub(crate) fn backward<A: Float>(
    dy: &mut [A],
    x: &[A],
    coefficients: &[Coefficients<A>],
    axis_sizes: AxisSizes,
) {
    in_groups(dy, axis_sizes, |at, dy| {
        backward_piece(at, dy, &x[at..at + dy.len()], coefficients, axis_sizes);
    });
}

impl AxisSizes {
    /// The channel of the element at a place.
    fn channel(&self, place: usize) -> usize {
        place / self.inner % self.axis
    }
}

/// One channel: where its slices begin, and how far apart they are.
struct Channel {
    index: usize,
    start: usize,
    stride: usize,
}

impl Channel {
    /// The array from the channel's first slice on.
    fn of<'a, A>(&self, x: &'a [A]) -> &'a [A] {
        &x[self.start..]
    }
}

/// Two numbers of each channel.
fn each_channel<A: Element>(axis_sizes: AxisSizes, f: impl Fn(Channel) -> (A, A) + Sync) -> (Vec<A>, Vec<A>) {
    let AxisSizes { outer, axis, inner } = axis_sizes;
    let f = |index| f(Channel { index, start: index * inner, stride: axis * inner });
    match outer * axis * inner < PARALLEL {
        true => (0..axis).map(f).unzip(),
        false => {
            let group = (GROUP / (outer * inner)).max(1);
            let groups = (0..axis).step_by(group).map(|first| first..(first + group).min(axis));
            results(groups, |channels| channels.map(f).collect::<Vec<_>>()).into_iter().flatten().unzip()
        }
    }
}

/// Calls `f` with whole slices of channels (whole rows, if a slice has one element), some at a time, and their place.
fn in_groups<A: Element>(y: &mut [A], axis_sizes: AxisSizes, f: impl Fn(usize, &mut [A]) + Sync) {
    let size = if axis_sizes.inner == 1 { axis_sizes.axis } else { axis_sizes.inner };
    match y.len() {
        0 => {}
        1..PARALLEL => f(0, y),
        _ => chunks(y, (GROUP / size).max(1) * size, &f),
    }
}
