//! Mirror images.

use rand::RngExt;

use super::{Transform, probability};
use crate::init::Generator;
use crate::tensor::Tensor;

/// The image with left and right exchanged.
pub fn hflip(image: Tensor<3>) -> Tensor<3> {
    let shape @ [.., width] = image.shape();
    let mut pixels = image.off_tape().into_vec();
    pixels.chunks_exact_mut(width.max(1)).for_each(<[f32]>::reverse);
    Tensor::new(shape, pixels)
}

/// The image upside down.
pub fn vflip(image: Tensor<3>) -> Tensor<3> {
    let shape @ [_, height, width] = image.shape();
    let mut pixels = image.off_tape().into_vec();
    for plane in pixels.chunks_exact_mut((height * width).max(1)) {
        let (upper, lower) = plane.split_at_mut(height / 2 * width);
        let rows = lower.chunks_exact_mut(width.max(1)).rev();
        upper.chunks_exact_mut(width.max(1)).zip(rows).for_each(|(a, b)| a.swap_with_slice(b));
    }
    Tensor::new(shape, pixels)
}

/// Exchanges left and right with a probability.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RandomHorizontalFlip(f64);

impl RandomHorizontalFlip {
    /// With the probability `p`; torchvision's default is 0.5.
    ///
    /// # Panics
    ///
    /// If it is not from 0 to 1.
    #[track_caller]
    pub fn new(p: f64) -> Self {
        RandomHorizontalFlip(probability("RandomHorizontalFlip", p))
    }
}

impl Transform for RandomHorizontalFlip {
    fn apply(&self, image: Tensor<3>, rng: &mut Generator) -> Tensor<3> {
        if rng.random::<f64>() < self.0 { hflip(image) } else { image }
    }
}

/// Turns the image upside down with a probability.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RandomVerticalFlip(f64);

impl RandomVerticalFlip {
    /// With the probability `p`; torchvision's default is 0.5.
    ///
    /// # Panics
    ///
    /// If it is not from 0 to 1.
    #[track_caller]
    pub fn new(p: f64) -> Self {
        RandomVerticalFlip(probability("RandomVerticalFlip", p))
    }
}

impl Transform for RandomVerticalFlip {
    fn apply(&self, image: Tensor<3>, rng: &mut Generator) -> Tensor<3> {
        if rng.random::<f64>() < self.0 { vflip(image) } else { image }
    }
}
