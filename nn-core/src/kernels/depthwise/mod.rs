//! Convolutions of images whose channels do not see each other: as many groups as channels. A patch matrix would be
//! several times the image, for a product of a single row.

mod padded;
mod part;
mod sums;

use self::padded::Padded;
use self::part::Part;
use self::sums::{Correlate, TAPS, gradients};
use super::conv::Wanted;
use super::conv_shape::ConvShape;
use super::parallel::chunks;
use crate::shape::Window;
use crate::storage::{Finish, Float, PIECE, scratch, zeros};

/// Multiplications below which one thread is faster than two.
const PARALLEL: u64 = 128 * 1024;
/// How many elements are worth being handed to a thread.
const FEW: usize = 16 * 1024;
/// With more results of a channel, the matrix product is faster.
const MULTIPLIER: usize = 4;

/// Whether these kernels are for such a shape.
pub(super) fn fits(shape: &ConvShape) -> bool {
    let [slices, down, along] = &shape.windows;
    let flat = slices.kernel == 1 && slices.padding == [0; 2] && shape.input[0] == 1 && shape.output[0] == 1;
    let own = shape.groups == shape.in_channels && shape.out_channels / shape.groups <= MULTIPLIER;
    let full = shape.plane() > 0 && shape.pixels() > 0 && down.kernel > 0 && along.kernel > 0;
    // Not where nearly all of the plane would be padding.
    let most = 4096 + 4 * (shape.plane() + shape.pixels());
    flat && own && full && input_padded(shape).len().max(gradient_padded(shape).len()) <= most
}

/// How the input lies for the forward pass.
fn input_padded(shape: &ConvShape) -> Padded {
    let [_, down, along] = &shape.windows;
    let seen = |window: &Window, count: usize| ((count - 1) * window.stride).saturating_add(window.span());
    Padded {
        seen: [seen(down, shape.output[1]), seen(along, shape.output[2])],
        before: [down.padding[0], along.padding[0]],
        stride: [down.stride, along.stride],
    }
}

/// How the gradient of the result lies for that of the input, which is a convolution of it.
fn gradient_padded(shape: &ConvShape) -> Padded {
    let [_, down, along] = &shape.windows;
    let before = |window: &Window| (window.span() - 1) / window.stride;
    let seen = |window: &Window, size: usize| {
        ((size - 1 + window.padding[0]) / window.stride).saturating_add(before(window) + 1)
    };
    Padded {
        seen: [seen(down, shape.input[1]), seen(along, shape.input[2])],
        before: [before(down), before(along)],
        stride: [1, 1],
    }
}

fn elements(shape: &ConvShape) -> usize {
    shape.windows[1].kernel * shape.windows[2].kernel
}

/// Calls `f` with some planes of `size` elements each and the number of the first, on all threads if it pays.
fn planes<A: Float>(x: &mut [A], size: usize, shape: &ConvShape, f: &(dyn Fn(usize, &mut [A]) + Sync)) {
    let some = FEW.div_ceil(shape.pixels().max(shape.plane())) * size;
    match shape.multiply_adds() < PARALLEL {
        true => f(0, x),
        false => chunks(x, some, &|at, x| f(at / size, x)),
    }
}

/// The rows and columns of the kernel's elements, in order, as the plane is dilated.
fn reaches(shape: &ConvShape) -> impl Iterator<Item = [usize; 2]> + use<> {
    let [_, down, along] = shape.windows;
    (0..elements(shape)).map(move |i| [i / along.kernel * down.dilation, i % along.kernel * along.dilation])
}

/// `y = weight ∗ x + bias`.
pub(super) fn forward<A: Float>(
    x: &[A],
    weight: &[A],
    bias: Option<&[A]>,
    shape: &ConvShape,
    finish: Finish<'_, A>,
) -> Vec<A> {
    let mut y = scratch(shape.batch * shape.out_channels * shape.pixels());
    let places = input_padded(shape);
    let (part, rows) = (Part::forward(shape, &places), places.rows(shape.input[2]));
    let each = shape.out_channels / shape.groups;
    // Small planes are finished several at a time.
    let some = PIECE.div_ceil(shape.pixels());
    planes(&mut y, shape.pixels(), shape, &|first, y| {
        places.with(|padded| {
            for (i, y) in y.chunks_mut(some * shape.pixels()).enumerate() {
                let first = first + i * some;
                for (plane, y) in (first..).zip(y.chunks_exact_mut(shape.pixels())) {
                    let channel = plane % shape.out_channels;
                    rows.fill(&x[plane / each * shape.plane()..][..shape.plane()], padded);
                    let kernel = &weight[channel * elements(shape)..][..elements(shape)];
                    let (pitch, start) = (places.pitch(), bias.map_or(A::zero(), |bias| bias[channel]));
                    let part = &part;
                    Correlate { plane: padded, pitch, part, kernel, start, add: false, target: y }.run();
                }
                finish(first * shape.pixels(), y);
            }
        });
    });
    y
}

/// The gradients of the input and of the weight; empty where not wanted.
pub(super) fn backward<A: Float>(
    x: &[A],
    weight: &[A],
    dy: &[A],
    shape: &ConvShape,
    wanted: Wanted,
) -> (Vec<A>, Vec<A>) {
    let dx = if wanted.x { input_gradient(weight, dy, shape) } else { Vec::new() };
    let dw = if wanted.weight { weight_gradient(x, dy, shape) } else { Vec::new() };
    (dx, dw)
}

fn input_gradient<A: Float>(weight: &[A], dy: &[A], shape: &ConvShape) -> Vec<A> {
    let mut dx = scratch(shape.batch * shape.in_channels * shape.plane());
    let places = gradient_padded(shape);
    let (parts, rows) = (Part::backward(shape, &places), places.rows(shape.output[2]));
    let (pitch, start) = (places.pitch(), A::zero());
    let each = shape.out_channels / shape.groups;
    planes(&mut dx, shape.plane(), shape, &|first, dx| {
        places.with(|padded| {
            for (i, dx) in dx.chunks_exact_mut(shape.plane()).enumerate() {
                for (j, plane) in ((first + i) * each..(first + i + 1) * each).enumerate() {
                    let kernel = &weight[plane % shape.out_channels * elements(shape)..][..elements(shape)];
                    rows.fill(&dy[plane * shape.pixels()..][..shape.pixels()], padded);
                    for part in &parts {
                        Correlate { plane: padded, pitch, part, kernel, start, add: j > 0, target: dx }.run();
                    }
                }
            }
        });
    });
    dx
}

/// A sum for each plane, then those of the samples in their order.
fn weight_gradient<A: Float>(x: &[A], dy: &[A], shape: &ConvShape) -> Vec<A> {
    let (places, size) = (input_padded(shape), elements(shape));
    let rows = places.rows(shape.input[2]);
    let each = shape.out_channels / shape.groups;
    let offsets: Vec<usize> = reaches(shape).map(|[row, column]| places.place(row, column)).collect();
    let mut parts = zeros(shape.batch * shape.out_channels * size);
    planes(&mut parts, size, shape, &|first, parts| {
        places.with(|padded| {
            for (i, dw) in parts.chunks_exact_mut(size).enumerate() {
                let plane = first + i;
                rows.fill(&x[plane / each * shape.plane()..][..shape.plane()], padded);
                let dy = &dy[plane * shape.pixels()..][..shape.pixels()];
                for (dw, offsets) in dw.chunks_mut(TAPS).zip(offsets.chunks(TAPS)) {
                    let mut some = [0; TAPS];
                    some[..offsets.len()].copy_from_slice(offsets);
                    let sums = gradients(padded, places.pitch(), &some, dy, shape.output[2]);
                    dw.copy_from_slice(&sums[..dw.len()]);
                }
            }
        });
    });
    let samples = parts.split_off(shape.out_channels * size);
    samples.chunks_exact(parts.len()).for_each(|part| super::elementwise::accumulate(&mut parts, part));
    parts
}

#[cfg(test)]
mod tests;
