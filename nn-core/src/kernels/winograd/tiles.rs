//! Rows of tiles: from images to what is multiplied, and from products to images. In between the channels stand last, so that
//! a vector holds those of one pixel.

use std::ops::Range;

use super::lanes::{LANES, Lanes, WIDE, is_wide};
use super::transform::{along_both, input, output, output_back};
use super::{POINTS, SIDE, TILE};
use crate::kernels::simd::simd;
use crate::storage::Float;

/// A part of an image, which may reach over its edges, where there are zeros.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    /// The rows and columns of the image.
    pub(super) size: [usize; 2],
    /// How far the part begins above the first row and to the left of the first column of the image, and how far below.
    pub(super) above: usize,
    pub(super) left: usize,
    pub(super) below: usize,
    /// The rows and columns of the part.
    pub(super) extent: [usize; 2],
}

impl Part {
    /// The row of the image that row `row` of the part is.
    #[inline(always)]
    fn row(&self, row: usize) -> Option<usize> {
        (row + self.below).checked_sub(self.above).filter(|row| *row < self.size[0])
    }
}

/// The eight vectors whose lanes are those of these eight in turn.
#[inline(always)]
fn turned<A: Float>(x: [Lanes<A>; LANES]) -> [Lanes<A>; LANES] {
    std::array::from_fn(|i| Lanes(std::array::from_fn(|j| x[j].0[i])))
}

simd! {
    /// A part of the image of one sample, with the channels last.
    pub(super) fn channels_last[A: Float](image: &[A], channels: usize, part: Part, to: &mut [A]) {
        let [height, width] = part.size;
        let [_, columns] = part.extent;
        let first = part.left.min(columns);
        let end = (part.left + width).min(columns);
        for (row, line) in to.chunks_exact_mut(columns * channels).enumerate() {
            let Some(row) = part.row(row) else {
                line.fill(A::zero());
                continue;
            };
            line[..first * channels].fill(A::zero());
            line[end * channels..].fill(A::zero());
            let line = &mut line[first * channels..end * channels];
            for block in (0..channels).step_by(LANES) {
                let rows: [&[A]; LANES] = std::array::from_fn(|i| {
                    &image[((block + i) * height + row) * width..][..end - first]
                });
                let whole = (end - first) / LANES * LANES;
                for x in (0..whole).step_by(LANES) {
                    let pixels = turned(rows.map(|row| Lanes::read(&row[x..])));
                    for (i, pixel) in pixels.into_iter().enumerate() {
                        pixel.write(&mut line[(x + i) * channels + block..]);
                    }
                }
                for x in whole..end - first {
                    Lanes(rows.map(|row| row[x])).write(&mut line[x * channels + block..]);
                }
            }
        }
    }

    /// The opposite: the rows of a band of each channel, with the bias of the channel.
    pub(super) fn channels_first[A: Float](from: &[A], columns: usize, width: usize, bias: Option<&[A]>, to: &mut [&mut [A]]) {
        let channels = to.len();
        for (block, to) in to.chunks_exact_mut(LANES).enumerate() {
            let block = block * LANES;
            let bias = bias.map_or(Lanes::zero(A::zero()), |bias| Lanes::read(&bias[block..]));
            for row in 0..to[0].len() / width {
                let line = &from[row * columns * channels + block..];
                let pixel = |x: usize| Lanes::read(&line[x * channels..]) + bias;
                let whole = width / LANES * LANES;
                for x in (0..whole).step_by(LANES) {
                    let rows = turned(std::array::from_fn(|i| pixel(x + i)));
                    for (to, row_of) in to.iter_mut().zip(rows) {
                        row_of.write(&mut to[row * width + x..]);
                    }
                }
                for x in whole..width {
                    for (to, value) in to.iter_mut().zip(pixel(x).0) {
                        to[row * width + x] = value;
                    }
                }
            }
        }
    }

    /// The tiles of a row, `Bᵀ·d·B` of each channel, one matrix for each point: of six rows with the channels last.
    pub(super) fn transformed[A: Float](lines: &[A], columns: usize, channels: usize, to: &mut [&mut [A]]) {
        let wide = wide_channels::<A>(channels);
        each_tile::<SIDE, A, WIDE>(input, lines, columns, channels, 0..wide, to);
        each_tile::<SIDE, A, LANES>(input, lines, columns, channels, wide..channels, to);
    }

    /// The gradients of the products, `A·dy·Aᵀ` of each channel, of four rows with the channels last.
    pub(super) fn transformed_gradient[A: Float](lines: &[A], columns: usize, channels: usize, to: &mut [&mut [A]]) {
        let wide = wide_channels::<A>(channels);
        each_tile::<TILE, A, WIDE>(output_back, lines, columns, channels, 0..wide, to);
        each_tile::<TILE, A, LANES>(output_back, lines, columns, channels, wide..channels, to);
    }

    /// Four rows with the channels last, of the products of a row of tiles: `Aᵀ·m·A` of each channel.
    pub(super) fn outputs[A: Float](products: [&[A]; POINTS], columns: usize, channels: usize, to: &mut [A]) {
        let wide = wide_channels::<A>(channels);
        some_outputs::<A, WIDE>(products, columns, channels, 0..wide, to);
        some_outputs::<A, LANES>(products, columns, channels, wide..channels, to);
    }
}

/// How many of the channels are computed in wide vectors.
fn wide_channels<A>(channels: usize) -> usize {
    if is_wide::<A>() { channels / WIDE * WIDE } else { 0 }
}

/// [`outputs`] of some channels.
#[inline(always)]
fn some_outputs<A: Float, const L: usize>(
    products: [&[A]; POINTS],
    columns: usize,
    channels: usize,
    some: Range<usize>,
    to: &mut [A],
) {
    for (tile, x) in (0..columns).step_by(TILE).enumerate() {
        for block in some.clone().step_by(L) {
            let product =
                |i: usize, j: usize| Lanes::read(&products[i * SIDE + j][tile * channels + block..]);
            along_both(output::<A, L>, product, |i, row| {
                for (j, value) in row.into_iter().enumerate() {
                    value.write(&mut to[(i * columns + x + j) * channels + block..]);
                }
            });
        }
    }
}

/// Transforms the tiles of a row, each of so many rows and columns: some channels of lines with the channels last.
#[inline(always)]
fn each_tile<const N: usize, A: Float, const L: usize>(
    transform: impl Fn([Lanes<A, L>; N]) -> [Lanes<A, L>; SIDE] + Copy,
    lines: &[A],
    columns: usize,
    channels: usize,
    some: Range<usize>,
    to: &mut [&mut [A]],
) {
    let to: &mut [&mut [A]; POINTS] = to.try_into().expect("a part for each point");
    for (tile, x) in (0..columns - (N - TILE)).step_by(TILE).enumerate() {
        for block in some.clone().step_by(L) {
            let pixel = |i: usize, j: usize| Lanes::read(&lines[(i * columns + x + j) * channels + block..]);
            along_both(transform, pixel, |i, row| {
                for (j, value) in row.into_iter().enumerate() {
                    value.write(&mut to[i * SIDE + j][tile * channels + block..]);
                }
            });
        }
    }
}
