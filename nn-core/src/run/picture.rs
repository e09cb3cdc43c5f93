//! A tensor as a picture.

use crate::error::{Error, Result};
use crate::pixels::Pixels;
use crate::tensor::Tensor;

/// The pixels of a picture of `[channels, height, width]`, from 0 to 1.
pub(super) fn pixels(tag: &str, image: &Tensor<3>) -> Result<Pixels> {
    let [channels, height, width] = image.shape();
    if !matches!(channels, 1 | 3) || image.is_empty() {
        return Err(Error::setting(format!(
            "the image `{tag}` has the shape {:?}, expected 1 (grey) or 3 (red, green, blue) channels, then a height and \
             a width, each at least 1",
            image.shape()
        )));
    }
    let values = image.as_slice();
    let plane = height * width;
    let at = |i: usize| values[i % channels * plane + i / channels];
    // What is not a number becomes 0.
    let bytes = (0..image.len()).map(|i| (at(i).clamp(0.0, 1.0) * 255.0).round() as u8).collect();
    Ok(Pixels { width, height, channels, bytes })
}
