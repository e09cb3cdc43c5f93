//! Brightness, contrast and saturation.

use crate::storage::scratch;
use crate::tensor::Tensor;

/// How bright red, green and blue are, as torchvision has it.
const LUMA: [f32; 3] = [0.2989, 0.587, 0.114];

/// The image times a factor, from 0 to 1: 0 gives black, 1 the image.
///
/// # Panics
///
/// If the factor is negative.
#[track_caller]
pub fn adjust_brightness(image: Tensor<3>, factor: f64) -> Tensor<3> {
    let factor = positive("adjust_brightness", factor);
    changed(image, |value| factor * value)
}

/// The image and the mean of its grey, mixed: a factor of 0 gives the mean everywhere, 1 the image.
///
/// # Panics
///
/// If the factor is negative, or if there are neither 1 nor 3 channels.
#[track_caller]
pub fn adjust_contrast(image: Tensor<3>, factor: f64) -> Tensor<3> {
    let factor = positive("adjust_contrast", factor);
    let grey = grey("adjust_contrast", &image);
    let mean = grey.iter().map(|value| f64::from(*value)).sum::<f64>() / grey.len().max(1) as f64;
    let added = (1.0 - factor) * mean as f32;
    changed(image, |value| factor * value + added)
}

/// The image and its grey, mixed: a factor of 0 gives the grey, 1 the image. An image of one channel stays as it is.
///
/// # Panics
///
/// If the factor is negative, or if there are neither 1 nor 3 channels.
#[track_caller]
pub fn adjust_saturation(image: Tensor<3>, factor: f64) -> Tensor<3> {
    let factor = positive("adjust_saturation", factor);
    if image.shape()[0] == 1 {
        return image;
    }
    let grey = grey("adjust_saturation", &image);
    let shape = image.shape();
    let mut pixels = image.off_tape().into_vec();
    for plane in pixels.chunks_exact_mut(grey.len().max(1)) {
        for (value, grey) in plane.iter_mut().zip(&grey) {
            *value = (factor * *value + (1.0 - factor) * grey).clamp(0.0, 1.0);
        }
    }
    Tensor::new(shape, pixels)
}

/// The image in grey, of one channel: `0.2989 red + 0.587 green + 0.114 blue`.
///
/// # Panics
///
/// If there are neither 1 nor 3 channels.
#[track_caller]
pub fn rgb_to_grayscale(image: &Tensor<3>) -> Tensor<3> {
    let [_, height, width] = image.shape();
    Tensor::new([1, height, width], grey("rgb_to_grayscale", image))
}

#[track_caller]
fn grey(name: &str, image: &Tensor<3>) -> Vec<f32> {
    let [_, height, width] = image.shape();
    if colors(name, image) == 1 {
        return image.as_slice().to_vec();
    }
    let (red, others) = image.as_slice().split_at(height * width);
    let (green, blue) = others.split_at(height * width);
    let mut grey = scratch(height * width);
    for (((grey, red), green), blue) in grey.iter_mut().zip(red).zip(green).zip(blue) {
        *grey = LUMA[0] * red + LUMA[1] * green + LUMA[2] * blue;
    }
    grey
}

/// The number of channels: grey, or red, green and blue.
#[track_caller]
pub(super) fn colors(name: &str, image: &Tensor<3>) -> usize {
    let shape @ [channels, ..] = image.shape();
    assert!(
        channels == 1 || channels == 3,
        "{name}: expected an image of 1 or 3 channels, [channels, height, width], got shape {shape:?}"
    );
    channels
}

fn changed(image: Tensor<3>, change: impl Fn(f32) -> f32) -> Tensor<3> {
    let shape = image.shape();
    let mut pixels = image.off_tape().into_vec();
    pixels.iter_mut().for_each(|value| *value = change(*value).clamp(0.0, 1.0));
    Tensor::new(shape, pixels)
}

#[track_caller]
fn positive(name: &str, factor: f64) -> f32 {
    assert!(factor >= 0.0, "{name}: expected a factor from 0 on, got {factor}");
    factor as f32
}
