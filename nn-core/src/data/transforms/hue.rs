//! The hue of images.

use super::color::colors;
use crate::tensor::Tensor;

/// The image with every hue turned by a part of the circle: a factor of 0 gives the image, 0.5 and −0.5 the complementary
/// colours. An image of one channel stays as it is.
///
/// # Panics
///
/// If the factor is not from −0.5 to 0.5, or if there are neither 1 nor 3 channels.
#[track_caller]
pub fn adjust_hue(image: Tensor<3>, factor: f64) -> Tensor<3> {
    assert!((-0.5..=0.5).contains(&factor), "adjust_hue: expected a factor within -0.5..=0.5, got {factor}");
    if colors("adjust_hue", &image) == 1 {
        return image;
    }
    let shape @ [_, height, width] = image.shape();
    let mut pixels = image.off_tape().into_vec();
    let (red, others) = pixels.split_at_mut(height * width);
    let (green, blue) = others.split_at_mut(height * width);
    for ((red, green), blue) in red.iter_mut().zip(green).zip(blue) {
        [*red, *green, *blue] = turned([*red, *green, *blue], factor as f32);
    }
    Tensor::new(shape, pixels)
}

/// A colour with its hue turned. With the hue `h` in sixths of the circle, the largest value `v` and the range `c` of the
/// three, a colour is `v − c · max(0, min(k, 4 − k, 1))` with `k = (n + h) mod 6`, where `n` is 5 for red, 3 for green and 1
/// for blue.
#[inline]
fn turned([red, green, blue]: [f32; 3], factor: f32) -> [f32; 3] {
    let value = red.max(green).max(blue);
    let range = value - red.min(green).min(blue);
    if range == 0.0 {
        return [red, green, blue];
    }
    let hue = match value {
        value if value == red => (green - blue) / range,
        value if value == green => 2.0 + (blue - red) / range,
        _ => 4.0 + (red - green) / range,
    };
    // From −1 to 5, turned by −3 to 3, and 1 to 5 added: from −3 to 13.
    let hue = hue + 6.0 * factor;
    [5.0, 3.0, 1.0].map(|n| {
        let k = n + hue;
        let k = k - 6.0 * (k / 6.0).floor();
        (value - range * k.min(4.0 - k).clamp(0.0, 1.0)).clamp(0.0, 1.0)
    })
}
