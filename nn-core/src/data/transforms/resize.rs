//! Images in another size.

use super::Transform;
use crate::init::Generator;
use crate::storage::{scratch, zeros};
use crate::tensor::Tensor;

/// The image in the size `[height, width]`, by linear interpolation. With `antialias`, a pixel is a mean over all that it
/// covers, as PIL resizes; without it, between the four that lie next to its middle, as
/// [`interpolate`](Tensor::interpolate) does.
///
/// # Panics
///
/// If a size is 0.
#[track_caller]
pub fn resize(image: &Tensor<3>, size: [usize; 2], antialias: bool) -> Tensor<3> {
    let [_, height, width] = image.shape();
    resize_part(image, [0, 0], [height, width], size, antialias)
}

/// A part of the image in another size.
#[track_caller]
pub(super) fn resize_part(
    image: &Tensor<3>,
    [top, left]: [usize; 2],
    [height, width]: [usize; 2],
    size: [usize; 2],
    antialias: bool,
) -> Tensor<3> {
    let [channels, rows, columns] = image.shape();
    assert!(
        size.iter().chain(&[height, width]).all(|size| *size > 0),
        "resize: {height}x{width} pixels cannot be brought to {}x{}",
        size[0],
        size[1]
    );
    let (down, across) = (weights(height, size[0], antialias), weights(width, size[1], antialias));
    let mut pixels = scratch(channels * size[0] * size[1]);
    let mut mean = zeros(width);
    for (i, row) in pixels.chunks_exact_mut(size[1]).enumerate() {
        let (channel, window) = (i / size[0], &down[i % size[0]]);
        let first = (channel * rows + top + window.start) * columns + left;
        mean.fill(0.0);
        for (y, weight) in window.weights.iter().enumerate() {
            let source = &image.as_slice()[first + y * columns..][..width];
            mean.iter_mut().zip(source).for_each(|(sum, value)| *sum += weight * value);
        }
        for (pixel, window) in row.iter_mut().zip(&across) {
            let covered = &mean[window.start..][..window.weights.len()];
            *pixel = covered.iter().zip(&window.weights).map(|(value, weight)| weight * value).sum();
        }
    }
    Tensor::new([channels, size[0], size[1]], pixels)
}

/// The pixels along an axis of which one of the result is a weighted mean.
struct Window {
    start: usize,
    weights: Vec<f32>,
}

fn weights(len: usize, size: usize, antialias: bool) -> Vec<Window> {
    let scale = len as f32 / size as f32;
    let middle = |i: usize| scale * (i as f32 + 0.5);
    (0..size)
        .map(|i| if antialias { triangle(middle(i), scale, len) } else { pair(middle(i), len) })
        .collect()
}

/// A triangle that reaches from the middle of a pixel's area to those of its neighbours.
fn triangle(middle: f32, scale: f32, len: usize) -> Window {
    let reach = scale.max(1.0);
    let start = ((middle - reach + 0.5).max(0.0) as usize).min(len - 1);
    let end = ((middle + reach + 0.5) as usize).clamp(start + 1, len);
    let height = |i: usize| (1.0 - ((i as f32 - middle + 0.5) / reach).abs()).max(0.0);
    let mut weights: Vec<f32> = (start..end).map(height).collect();
    let sum: f32 = weights.iter().sum();
    weights.iter_mut().for_each(|weight| *weight /= sum);
    Window { start, weights }
}

/// The two pixels whose middles lie around a place.
fn pair(middle: f32, len: usize) -> Window {
    let at = (middle - 0.5).max(0.0);
    let start = (at as usize).min(len - 1);
    let behind = at - start as f32;
    let weights = if start + 1 < len { vec![1.0 - behind, behind] } else { vec![1.0] };
    Window { start, weights }
}

/// Brings the image to a size, by linear interpolation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Resize {
    size: Size,
    antialias: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Size {
    Both([usize; 2]),
    Shorter(usize),
}

impl Resize {
    /// To the size `[height, width]`, whatever the proportions.
    pub const fn new(size: [usize; 2]) -> Self {
        Resize { size: Size::Both(size), antialias: true }
    }

    /// So that the shorter side has this size, in the proportions of the image: torchvision's `Resize(256)`.
    pub const fn shorter(size: usize) -> Self {
        Resize { size: Size::Shorter(size), antialias: true }
    }

    /// Whether a pixel is a mean over all that it covers, which is the default, or between the four next to its middle.
    pub const fn antialias(self, antialias: bool) -> Self {
        Resize { antialias, ..self }
    }

    fn size(&self, [height, width]: [usize; 2]) -> [usize; 2] {
        match self.size {
            Size::Both(size) => size,
            Size::Shorter(size) if height <= width => [size, size * width / height.max(1)],
            Size::Shorter(size) => [size * height / width.max(1), size],
        }
    }
}

impl Transform for Resize {
    fn apply(&self, image: Tensor<3>, _: &mut Generator) -> Tensor<3> {
        let [_, height, width] = image.shape();
        let size = self.size([height, width]);
        if size == [height, width] { image } else { resize(&image, size, self.antialias) }
    }
}
