//! Turned images.

use rand::RngExt;

use super::Transform;
use crate::init::Generator;
use crate::storage::scratch;
use crate::tensor::Tensor;

/// How a pixel is taken from between others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[doc(alias = "InterpolationMode")]
pub enum Interpolation {
    /// The nearest.
    #[default]
    Nearest,
    /// A mean of the four around, weighted by their distances.
    Bilinear,
}

/// The image turned by an angle in degrees around its middle, counter-clockwise, in the same size. What comes from
/// outside of the image is `fill`.
///
/// torchvision gives the same, but for a bilinear rotation with a `fill` other than `None`, where it darkens the pixels at
/// the edge of the image twice.
pub fn rotate(image: &Tensor<3>, angle: f64, interpolation: Interpolation, fill: f32) -> Tensor<3> {
    let [channels, height, width] = image.shape();
    let mut pixels = scratch(channels * height * width);
    let (sin, cos) = angle.to_radians().sin_cos();
    let (middle_y, middle_x) = ((height as f64 - 1.0) / 2.0, (width as f64 - 1.0) / 2.0);
    for i in 0..height * width {
        let (y, x) = ((i / width) as f64 - middle_y, (i % width) as f64 - middle_x);
        let from = [(sin * x + cos * y + middle_y) as f32, (cos * x - sin * y + middle_x) as f32];
        let taken = taken(from, interpolation);
        for channel in 0..channels {
            let plane = &image.as_slice()[channel * height * width..][..height * width];
            let pixel = |(y, x): (f32, f32)| match y >= 0.0 && x >= 0.0 {
                true if (y as usize) < height && (x as usize) < width => {
                    plane[y as usize * width + x as usize]
                }
                _ => fill,
            };
            let weighted = taken.iter().filter(|(weight, _)| *weight > 0.0);
            pixels[channel * height * width + i] = weighted.map(|(weight, at)| weight * pixel(*at)).sum();
        }
    }
    Tensor::new(image.shape(), pixels)
}

/// The pixels, by row and column, of which one is made, with their weights.
fn taken([y, x]: [f32; 2], interpolation: Interpolation) -> [(f32, (f32, f32)); 4] {
    if interpolation == Interpolation::Nearest {
        let mut taken = [(0.0, (0.0, 0.0)); 4];
        taken[0] = (1.0, (y.round_ties_even(), x.round_ties_even()));
        return taken;
    }
    let (top, left) = (y.floor(), x.floor());
    let (down, right) = (y - top, x - left);
    [
        ((1.0 - down) * (1.0 - right), (top, left)),
        ((1.0 - down) * right, (top, left + 1.0)),
        (down * (1.0 - right), (top + 1.0, left)),
        (down * right, (top + 1.0, left + 1.0)),
    ]
}

/// Turns the image by a random angle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RandomRotation {
    degrees: [f64; 2],
    interpolation: Interpolation,
    fill: f32,
}

impl RandomRotation {
    /// By an angle from `-degrees` to `degrees`, with the nearest pixels and zeros outside.
    ///
    /// # Panics
    ///
    /// If `degrees` is negative or not finite.
    #[track_caller]
    pub fn new(degrees: f64) -> Self {
        assert!(
            degrees >= 0.0 && degrees.is_finite(),
            "RandomRotation: expected degrees from 0 on, got {degrees}"
        );
        RandomRotation { degrees: [-degrees, degrees], interpolation: Interpolation::Nearest, fill: 0.0 }
    }

    /// How pixels are taken.
    pub const fn interpolation(self, interpolation: Interpolation) -> Self {
        RandomRotation { interpolation, ..self }
    }

    /// The value of what comes from outside of the image.
    pub const fn fill(self, fill: f32) -> Self {
        RandomRotation { fill, ..self }
    }
}

impl Transform for RandomRotation {
    fn apply(&self, image: Tensor<3>, rng: &mut Generator) -> Tensor<3> {
        let angle = rng.random_range(self.degrees[0]..=self.degrees[1]);
        rotate(&image, angle, self.interpolation, self.fill)
    }
}
