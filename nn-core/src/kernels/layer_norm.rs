//! Layer norm: each row is brought to mean 0 and variance 1, then scaled and shifted by column.

use super::parallel::{each, results};
use super::simd::simd;
use crate::storage::{Float, scratch, zeros};

/// Below this many elements one thread is faster than two.
const PARALLEL: usize = 16 * 1024;
/// How many elements one thread takes at a time, about: fixed, so that the threads do not change the sums.
const GROUP: usize = 32 * 1024;
const LANES: usize = 32;

#[inline(always)]
fn fold<A: Float>(mut lanes: [A; LANES]) -> A {
    let mut width = LANES / 2;
    while width > 0 {
        for i in 0..width {
            let other = lanes[i + width];
            lanes[i] += other;
        }
        width /= 2;
    }
    lanes[0]
}

simd! {
    /// The mean and the (biased) variance of a row, in two passes.
    fn row_moments[A: Float](x: &[A]) -> (A, A) {
        let n = A::of(x.len() as f64);
        let (chunks, rest) = x.as_chunks::<LANES>();
        let mut lanes = [A::zero(); LANES];
        for x in chunks {
            for (lane, &x) in lanes.iter_mut().zip(x) {
                *lane += x;
            }
        }
        for (lane, &x) in lanes.iter_mut().zip(rest) {
            *lane += x;
        }
        let mean = fold(lanes) / n;
        let mut lanes = [A::zero(); LANES];
        for x in chunks {
            for (lane, &x) in lanes.iter_mut().zip(x) {
                *lane = (x - mean).mul_add(x - mean, *lane);
            }
        }
        for (lane, &x) in lanes.iter_mut().zip(rest) {
            *lane = (x - mean).mul_add(x - mean, *lane);
        }
        (mean, fold(lanes) / n)
    }

    fn normalise_row[A: Float](x: &[A], y: &mut [A], mean: A, rstd: A) {
        for (y, &x) in y.iter_mut().zip(x) {
            *y = (x - mean) * rstd;
        }
    }

    fn scale_row[A: Float](y: &mut [A], weight: &[A]) {
        for (y, &w) in y.iter_mut().zip(weight) {
            *y *= w;
        }
    }

    fn shift_row[A: Float](y: &mut [A], bias: &[A]) {
        for (y, &b) in y.iter_mut().zip(bias) {
            *y += b;
        }
    }

    fn normalise_scale_shift_row[A: Float](x: &[A], y: &mut [A], mean: A, rstd: A, weight: &[A], bias: &[A]) {
        for (((y, &x), &w), &b) in y.iter_mut().zip(x).zip(weight).zip(bias) {
            *y = ((x - mean) * rstd).mul_add(w, b);
        }
    }

    /// `Σ dy` and `Σ dy·x̂` of a row.
    fn row_products[A: Float](dy: &[A], x: &[A], mean: A, rstd: A) -> (A, A) {
        let ((dys, dy_rest), (xs, x_rest)) = (dy.as_chunks::<LANES>(), x.as_chunks::<LANES>());
        let (mut sums, mut products) = ([A::zero(); LANES], [A::zero(); LANES]);
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
        (fold(sums), fold(products) * rstd)
    }

    /// `dx = rstd·(dy − sum/n − x̂·product/n)`.
    fn row_backward[A: Float](dy: &mut [A], x: &[A], mean: A, rstd: A, sum: A, product: A) {
        let n = A::of(x.len() as f64);
        let (sum, product) = (sum / n, product / n * rstd);
        for (dy, &x) in dy.iter_mut().zip(x) {
            *dy = rstd * (*dy - sum - (x - mean) * product);
        }
    }

    /// `sum += dy` and `product += dy·x̂` by column.
    fn add_row[A: Float](dy: &[A], x: &[A], mean: A, rstd: A, sums: &mut [A], products: &mut [A]) {
        for (((sum, product), &dy), &x) in sums.iter_mut().zip(products).zip(dy).zip(x) {
            *sum += dy;
            *product = dy.mul_add((x - mean) * rstd, *product);
        }
    }
}

/// `y = (x − mean)/√(variance + eps) · weight + bias` for rows of `n`, and mean and `1/√(variance + eps)` of each.
pub(crate) fn forward<A: Float>(
    x: &[A],
    n: usize,
    weight: Option<&[A]>,
    bias: Option<&[A]>,
    eps: A,
) -> (Vec<A>, Vec<(A, A)>) {
    let mut y = scratch(x.len());
    let mut moments = vec![(A::zero(), A::zero()); x.len().checked_div(n).unwrap_or(0)];
    if x.is_empty() {
        return (y, moments);
    }
    let rows = |x: &[A], y: &mut [A], moments: &mut [(A, A)]| {
        for ((x, y), moments) in x.chunks_exact(n).zip(y.chunks_exact_mut(n)).zip(moments) {
            let (mean, variance) = row_moments(x);
            let rstd = (variance + eps).sqrt().recip();
            *moments = (mean, rstd);
            if let (Some(weight), Some(bias)) = (weight, bias) {
                normalise_scale_shift_row(x, y, mean, rstd, weight, bias);
                continue;
            }
            normalise_row(x, y, mean, rstd);
            weight.inspect(|weight| scale_row(y, weight));
            bias.inspect(|bias| shift_row(y, bias));
        }
    };
    let group = group(n);
    match x.len() < PARALLEL {
        true => rows(x, &mut y, &mut moments),
        false => {
            let results = y.chunks_mut(group * n).zip(moments.chunks_mut(group));
            each(results.zip(x.chunks(group * n)), |((y, moments), x)| rows(x, y, moments));
        }
    }
    (y, moments)
}

/// The gradients of weight and bias: `Σ dy·x̂` and `Σ dy` by column.
pub(crate) fn backward_affine<A: Float>(dy: &[A], x: &[A], n: usize, moments: &[(A, A)]) -> (Vec<A>, Vec<A>) {
    let part = |dy: &[A], x: &[A], moments: &[(A, A)]| {
        let (mut sums, mut products) = (zeros(n), zeros(n));
        for ((dy, x), &(mean, rstd)) in dy.chunks_exact(n).zip(x.chunks_exact(n)).zip(moments) {
            add_row(dy, x, mean, rstd, &mut sums, &mut products);
        }
        (products, sums)
    };
    if x.is_empty() {
        return (zeros(n), zeros(n));
    }
    let group = group(n);
    if x.len() < PARALLEL {
        return part(dy, x, moments);
    }
    let inputs = dy.chunks(group * n).zip(x.chunks(group * n)).zip(moments.chunks(group));
    let parts = results(inputs, |((dy, x), moments)| part(dy, x, moments));
    let mut parts = parts.into_iter();
    let (mut products, mut sums) = parts.next().expect("there are many elements");
    for (more_products, more_sums) in parts {
        super::elementwise::accumulate(&mut products, &more_products);
        super::elementwise::accumulate(&mut sums, &more_sums);
    }
    (products, sums)
}

/// Turns the gradient of the result into that of the input.
pub(crate) fn backward<A: Float>(dy: &mut [A], x: &[A], n: usize, weight: Option<&[A]>, moments: &[(A, A)]) {
    if x.is_empty() {
        return;
    }
    let rows = |dy: &mut [A], x: &[A], moments: &[(A, A)]| {
        for ((dy, x), &(mean, rstd)) in dy.chunks_exact_mut(n).zip(x.chunks_exact(n)).zip(moments) {
            weight.inspect(|weight| scale_row(dy, weight));
            let (sum, product) = row_products(dy, x, mean, rstd);
            row_backward(dy, x, mean, rstd, sum, product);
        }
    };
    let group = group(n);
    match x.len() < PARALLEL {
        true => rows(dy, x, moments),
        false => {
            let parts = dy.chunks_mut(group * n).zip(x.chunks(group * n)).zip(moments.chunks(group));
            each(parts, |((dy, x), moments)| rows(dy, x, moments));
        }
    }
}

/// How many rows one thread takes at a time.
fn group(n: usize) -> usize {
    (GROUP / n.max(1)).max(1)
}
