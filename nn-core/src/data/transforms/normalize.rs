//! Channels with mean 0 and deviation 1.

use super::Transform;
use crate::init::Generator;
use crate::tensor::Tensor;

/// `(image − mean) / std`, with a mean and a deviation for each channel.
///
/// # Panics
///
/// If there are not as many of both as channels.
#[track_caller]
pub fn normalize(image: Tensor<3>, mean: &[f32], std: &[f32]) -> Tensor<3> {
    let shape @ [channels, height, width] = image.shape();
    assert!(
        mean.len() == channels && std.len() == channels,
        "normalize: {} means and {} deviations for {channels} channels",
        mean.len(),
        std.len()
    );
    let mut pixels = image.off_tape().into_vec();
    let planes = pixels.chunks_exact_mut((height * width).max(1));
    for ((plane, mean), std) in planes.zip(mean).zip(std) {
        plane.iter_mut().for_each(|value| *value = (*value - mean) / std);
    }
    Tensor::new(shape, pixels)
}

/// `(image − mean) / std`, channel by channel.
#[derive(Clone, Debug, PartialEq)]
pub struct Normalize {
    mean: Vec<f32>,
    std: Vec<f32>,
}

impl Normalize {
    /// The mean and the deviation of each channel, such as `[0.485, 0.456, 0.406]` and `[0.229, 0.224, 0.225]` of the
    /// photographs of ImageNet.
    ///
    /// # Panics
    ///
    /// If there are not as many of both, or if a deviation is not above 0.
    #[track_caller]
    pub fn new(mean: impl Into<Vec<f32>>, std: impl Into<Vec<f32>>) -> Self {
        let (mean, std) = (mean.into(), std.into());
        assert!(mean.len() == std.len(), "Normalize: {} means for {} deviations", mean.len(), std.len());
        assert!(std.iter().all(|std| *std > 0.0), "Normalize: expected deviations above 0, got {std:?}");
        Normalize { mean, std }
    }
}

impl Transform for Normalize {
    fn apply(&self, image: Tensor<3>, _: &mut Generator) -> Tensor<3> {
        normalize(image, &self.mean, &self.std)
    }
}
