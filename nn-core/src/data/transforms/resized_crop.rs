//! A random part of an image, in a size that does not depend on it.

use rand::RngExt;

use super::Transform;
use super::resize::resize_part;
use crate::init::Generator;
use crate::tensor::Tensor;

/// The part of an image that begins at `start` (`[top, left]`) and has the size `part` (`[height, width]`), brought to
/// the size `size`.
///
/// # Panics
///
/// If the part is not within the image, or a size is 0.
#[track_caller]
pub fn resized_crop(
    image: &Tensor<3>,
    start: [usize; 2],
    part: [usize; 2],
    size: [usize; 2],
    antialias: bool,
) -> Tensor<3> {
    let [_, height, width] = image.shape();
    let fits = |start: usize, part: usize, len: usize| start.checked_add(part).is_some_and(|end| end <= len);
    assert!(
        fits(start[0], part[0], height) && fits(start[1], part[1], width),
        "resized_crop: {part:?} pixels from {start:?} on are not within an image of {height}x{width}"
    );
    resize_part(image, start, part, size, antialias)
}

/// A random part of the image, of random proportions, brought to a size: how classifiers of photographs are trained
/// ([Szegedy et al., 2015](https://arxiv.org/abs/1409.4842)).
///
/// The part has from 0.08 to 1 of the area and a ratio of width to height from 3/4 to 4/3, unless
/// [`scale`](RandomResizedCrop::scale) and [`ratio`](RandomResizedCrop::ratio) say otherwise. If ten of them do not fit
/// into the image, it is the middle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RandomResizedCrop {
    size: [usize; 2],
    scale: [f64; 2],
    ratio: [f64; 2],
    antialias: bool,
}

impl RandomResizedCrop {
    /// To the size `[height, width]`.
    pub const fn new(size: [usize; 2]) -> Self {
        RandomResizedCrop { size, scale: [0.08, 1.0], ratio: [3.0 / 4.0, 4.0 / 3.0], antialias: true }
    }

    /// The least and the greatest part of the area.
    ///
    /// # Panics
    ///
    /// If they are not above 0 and in this order.
    #[track_caller]
    pub fn scale(self, least: f64, most: f64) -> Self {
        RandomResizedCrop { scale: range("scale", least, most), ..self }
    }

    /// The least and the greatest ratio of width to height.
    ///
    /// # Panics
    ///
    /// If they are not above 0 and in this order.
    #[track_caller]
    pub fn ratio(self, least: f64, most: f64) -> Self {
        RandomResizedCrop { ratio: range("ratio", least, most), ..self }
    }

    /// As for [`Resize`](super::Resize).
    pub const fn antialias(self, antialias: bool) -> Self {
        RandomResizedCrop { antialias, ..self }
    }

    /// Where the part begins, and its size.
    fn part(&self, [height, width]: [usize; 2], rng: &mut Generator) -> [[usize; 2]; 2] {
        let area = (height * width) as f64;
        for _ in 0..10 {
            let target = area * rng.random_range(self.scale[0]..=self.scale[1]);
            let ratio = rng.random_range(self.ratio[0].ln()..=self.ratio[1].ln()).exp();
            let (w, h) = ((target * ratio).sqrt().round() as usize, (target / ratio).sqrt().round() as usize);
            if (1..=width).contains(&w) && (1..=height).contains(&h) {
                return [[rng.random_range(0..=height - h), rng.random_range(0..=width - w)], [h, w]];
            }
        }
        self.middle([height, width])
    }

    fn middle(&self, [height, width]: [usize; 2]) -> [[usize; 2]; 2] {
        let ratio = (width as f64 / height as f64).clamp(self.ratio[0], self.ratio[1]);
        let h = ((width as f64 / ratio).round() as usize).clamp(1, height);
        let w = ((height as f64 * ratio).round() as usize).clamp(1, width);
        [[(height - h) / 2, (width - w) / 2], [h, w]]
    }
}

impl Transform for RandomResizedCrop {
    fn apply(&self, image: Tensor<3>, rng: &mut Generator) -> Tensor<3> {
        let [_, height, width] = image.shape();
        assert!(
            height > 0 && width > 0,
            "RandomResizedCrop: an image of {height}x{width} pixels has no part"
        );
        let [start, part] = self.part([height, width], rng);
        resized_crop(&image, start, part, self.size, self.antialias)
    }
}

#[track_caller]
fn range(name: &str, least: f64, most: f64) -> [f64; 2] {
    assert!(
        0.0 < least && least <= most && most.is_finite(),
        "RandomResizedCrop::{name}: expected a range above 0, got {least} to {most}"
    );
    [least, most]
}
