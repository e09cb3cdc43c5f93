//! Convolutions without patches: the input is laid into its padding once, where what an element of the kernel sees of
//! neighbouring outputs stands together whatever the stride, and is multiplied from there.

mod correlation;
mod panels;
mod part;
mod places;
mod sums;
#[cfg(test)]
mod tests;
mod tiles;
mod together;
mod weight_gradient;

use correlation::Correlation;
use weight_gradient::WeightGradient;

use super::conv_shape::ConvShape;
use super::elementwise::accumulate;
use super::parallel::results;
use super::simd::has_fma;
use crate::storage::{Float, recycle, zeros};

/// Below this many channels of a group of the result most of a panel would be for nothing.
const CHANNELS: usize = 4;
/// Below this many elements of a patch writing the outputs takes longer than summing.
const PATCH: usize = 16;
/// Below this many outputs laying out the weights costs more than it saves.
const OUTPUTS: usize = 512;
/// In how many parts the gradient of the weight is computed at least, if there are as many samples.
const PARTS: usize = 8;
/// The most numbers of a vector.
const VECTOR: usize = 16;
/// How many channels of the output are worth laying out the input for.
const GROUP: usize = 64;

/// Whether convolutions of this shape can go this way, on this processor.
fn fits(shape: &ConvShape) -> bool {
    let full = shape.plane() > 0 && shape.pixels() > 0 && shape.kernel().iter().all(|size| *size > 0);
    // Not where nearly all of the input would be padding.
    let most = 4096 + 4 * (shape.plane() + shape.pixels());
    has_fma()
        && full
        && !shape.is_pointwise()
        && shape.patch() >= PATCH
        && shape.batch * shape.pixels() >= OUTPUTS
        && part::input_places(shape).channel() <= most
}

/// How the output is computed, if it pays.
pub(super) fn output(shape: &ConvShape) -> Option<Correlation> {
    (fits(shape) && shape.out_channels / shape.groups >= CHANNELS)
        .then(|| Correlation::forward(shape))
        .filter(Correlation::fits)
}

/// How the gradient of the input is computed, if it pays.
pub(super) fn input_gradient(shape: &ConvShape) -> Option<Correlation> {
    (fits(shape) && shape.in_channels / shape.groups >= CHANNELS)
        .then(|| Correlation::backward(shape))
        .filter(Correlation::fits)
}

/// Whether the gradient of the weight goes this way, which it does by samples.
pub(super) fn fits_weight_gradient(shape: &ConvShape) -> bool {
    fits(shape) && shape.groups == 1 && shape.out_channels >= 2 * CHANNELS && shape.batch > 1
}

/// The gradient of the weight: some channels of the output at a time, and where they are few, of parts of the batch, which
/// are added up in order.
pub(super) fn weight_gradient<A: Float>(x: &[A], dy: &[A], shape: &ConvShape) -> Vec<A> {
    let gradient = WeightGradient::new(shape);
    let groups = shape.out_channels.div_ceil(GROUP).min(PARTS);
    // Whole vectors of channels, whatever their size.
    let channels = shape.out_channels.div_ceil(groups).next_multiple_of(VECTOR);
    let samples = shape.batch.div_ceil(PARTS.div_ceil(groups));
    let (inputs, outputs) =
        (samples * shape.in_channels * shape.plane(), samples * shape.out_channels * shape.pixels());
    let batch = x.chunks(inputs).zip(dy.chunks(outputs));
    let parts = batch.flat_map(|part| {
        let firsts = (0..shape.out_channels).step_by(channels);
        firsts.map(move |first| (part, first..(first + channels).min(shape.out_channels)))
    });
    let parts = results(parts, |((x, dy), channels)| (channels.start, gradient.of(x, dy, channels)));
    let mut dw = zeros(shape.out_channels * shape.patch());
    for (first, part) in parts {
        accumulate(&mut dw[first * shape.patch()..][..part.len()], &part);
        recycle(part);
    }
    dw
}
