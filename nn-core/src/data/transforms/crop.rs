//! Parts of images.

use rand::RngExt;

use super::Transform;
use crate::init::Generator;
use crate::storage::filled;
use crate::tensor::Tensor;

/// The part of an image that begins at `[top, left]`, of size `[height, width]`. What is outside of the image, such as
/// above a negative `top`, is `fill`.
pub fn crop(image: &Tensor<3>, [top, left]: [isize; 2], [height, width]: [usize; 2], fill: f32) -> Tensor<3> {
    let [channels, rows, columns] = image.shape();
    let mut part = filled(channels * height * width, fill);
    // The columns of the part that are in the image.
    let from = left.min(0).unsigned_abs().min(width);
    let to = columns.saturating_add_signed(left.saturating_neg()).clamp(from, width);
    for (i, row) in part.chunks_exact_mut(width.max(1)).enumerate() {
        let (channel, y) = (i / height, (i % height) as isize + top);
        let Some(y) = usize::try_from(y).ok().filter(|y| *y < rows) else { continue };
        if from < to {
            let start = (channel * rows + y) * columns + from.saturating_add_signed(left);
            row[from..to].copy_from_slice(&image.as_slice()[start..][..to - from]);
        }
    }
    Tensor::new([channels, height, width], part)
}

/// The middle of an image, of size `[height, width]`; where the image is smaller, with zeros around it.
pub fn center_crop(image: &Tensor<3>, size: [usize; 2]) -> Tensor<3> {
    let [_, height, width] = image.shape();
    crop(image, [start(height, size[0]), start(width, size[1])], size, 0.0)
}

/// Where the middle begins: torchvision rounds halves to even numbers.
fn start(len: usize, size: usize) -> isize {
    match len.checked_sub(size) {
        Some(more) => (more as f64 / 2.0).round_ties_even() as isize,
        None => -(((size - len) / 2) as isize),
    }
}

/// The middle of the image.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CenterCrop([usize; 2]);

impl CenterCrop {
    /// Of the size `[height, width]`; where the image is smaller, with zeros around it.
    pub const fn new(size: [usize; 2]) -> Self {
        CenterCrop(size)
    }
}

impl Transform for CenterCrop {
    fn apply(&self, image: Tensor<3>, _: &mut Generator) -> Tensor<3> {
        center_crop(&image, self.0)
    }
}

/// A part of the image, at a random place.
///
/// ```
/// use nn_core::data::transforms::{RandomCrop, Transform};
/// use nn_core::prelude::*;
///
/// let crop = RandomCrop::new([32, 32]).padding(4);
/// assert_eq!(crop.apply(Tensor::ones([3, 32, 32]), &mut rng(0)).shape(), [3, 32, 32]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RandomCrop {
    size: [usize; 2],
    padding: usize,
    pad_if_needed: bool,
    fill: f32,
}

impl RandomCrop {
    /// Of the size `[height, width]`, without padding.
    pub const fn new(size: [usize; 2]) -> Self {
        RandomCrop { size, padding: 0, pad_if_needed: false, fill: 0.0 }
    }

    /// So many pixels on each side of the image, of which the part may have some as well.
    pub const fn padding(self, padding: usize) -> Self {
        RandomCrop { padding, ..self }
    }

    /// Whether an image that is too small is padded as far as it needs.
    pub const fn pad_if_needed(self, pad_if_needed: bool) -> Self {
        RandomCrop { pad_if_needed, ..self }
    }

    /// The value of what is padded: 0 by default.
    pub const fn fill(self, fill: f32) -> Self {
        RandomCrop { fill, ..self }
    }

    /// Where the part begins along an axis.
    fn start(&self, axis: usize, len: usize, rng: &mut Generator) -> isize {
        let size = self.size[axis];
        let mut padding = self.padding;
        if self.pad_if_needed {
            padding += size.saturating_sub(len + 2 * padding);
        }
        let padded = len + 2 * padding;
        assert!(
            padded >= size,
            "RandomCrop: {size} pixels do not fit into the {} of the image, {padded}: set `padding` or `pad_if_needed`",
            ["height", "width"][axis]
        );
        rng.random_range(0..=padded - size) as isize - padding as isize
    }
}

impl Transform for RandomCrop {
    fn apply(&self, image: Tensor<3>, rng: &mut Generator) -> Tensor<3> {
        let [_, height, width] = image.shape();
        let start = [self.start(0, height, rng), self.start(1, width, rng)];
        crop(&image, start, self.size, self.fill)
    }
}
