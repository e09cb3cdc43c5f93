//! Rows of tiles: from images to what is multiplied, and from products to images. In between the channels stand last, so that
//! a vector holds those of one pixel.

use super::lanes::{LANES, Lanes};
use super::transform::{input, output, output_back};
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
        let to: &mut [&mut [A]; POINTS] = to.try_into().expect("a part for each point");
        for (tile, x) in (0..columns - (SIDE - TILE)).step_by(TILE).enumerate() {
            for block in (0..channels).step_by(LANES) {
                let pixel = |i: usize, j: usize| Lanes::read(&lines[(i * columns + x + j) * channels + block..]);
                let mut half = [[Lanes::zero(A::zero()); SIDE]; SIDE];
                for j in 0..SIDE {
                    let column = input(std::array::from_fn(|i| pixel(i, j)));
                    for (row, value) in half.iter_mut().zip(column) {
                        row[j] = value;
                    }
                }
                for i in 0..SIDE {
                    for (j, value) in input(half[i]).into_iter().enumerate() {
                        value.write(&mut to[i * SIDE + j][tile * channels + block..]);
                    }
                }
            }
        }
    }

    /// The gradients of the products, `A·dy·Aᵀ` of each channel, of four rows with the channels last.
    pub(super) fn transformed_gradient[A: Float](lines: &[A], columns: usize, channels: usize, to: &mut [&mut [A]]) {
        let to: &mut [&mut [A]; POINTS] = to.try_into().expect("a part for each point");
        for (tile, x) in (0..columns).step_by(TILE).enumerate() {
            for block in (0..channels).step_by(LANES) {
                let pixel = |i: usize, j: usize| Lanes::read(&lines[(i * columns + x + j) * channels + block..]);
                let mut half = [[Lanes::zero(A::zero()); TILE]; SIDE];
                for j in 0..TILE {
                    let column = output_back(std::array::from_fn(|i| pixel(i, j)));
                    for (row, value) in half.iter_mut().zip(column) {
                        row[j] = value;
                    }
                }
                for i in 0..SIDE {
                    for (j, value) in output_back(half[i]).into_iter().enumerate() {
                        value.write(&mut to[i * SIDE + j][tile * channels + block..]);
                    }
                }
            }
        }
    }

    /// Four rows with the channels last, of the products of a row of tiles: `Aᵀ·m·A` of each channel.
    pub(super) fn outputs[A: Float](products: [&[A]; POINTS], columns: usize, channels: usize, to: &mut [A]) {
        for (tile, x) in (0..columns).step_by(TILE).enumerate() {
            for block in (0..channels).step_by(LANES) {
                let mut half = [[Lanes::zero(A::zero()); SIDE]; TILE];
                for j in 0..SIDE {
                    let product = |i: usize| Lanes::read(&products[i * SIDE + j][tile * channels + block..]);
                    let column = output(std::array::from_fn(product));
                    for (row, value) in half.iter_mut().zip(column) {
                        row[j] = value;
                    }
                }
                for i in 0..TILE {
                    for (j, value) in output(half[i]).into_iter().enumerate() {
                        value.write(&mut to[(i * columns + x + j) * channels + block..]);
                    }
                }
            }
        }
    }
}
