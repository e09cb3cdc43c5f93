//! Random colours.

use rand::RngExt;
use rand::seq::SliceRandom;

use super::Transform;
use super::color::{adjust_brightness, adjust_contrast, adjust_saturation};
use super::hue::adjust_hue;
use crate::init::Generator;
use crate::tensor::Tensor;

/// Changes brightness, contrast, saturation and hue by random factors, in a random order.
///
/// Nothing is changed but what is set: `brightness(0.4)` draws a factor from 0.6 to 1.4, and so do the others; `hue(0.1)`
/// draws one from −0.1 to 0.1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ColorJitter {
    brightness: f64,
    contrast: f64,
    saturation: f64,
    hue: f64,
}

impl ColorJitter {
    /// Changes nothing yet.
    pub const fn new() -> Self {
        ColorJitter { brightness: 0.0, contrast: 0.0, saturation: 0.0, hue: 0.0 }
    }

    /// How far the factor of the brightness may be from 1; it is never below 0.
    ///
    /// # Panics
    ///
    /// If it is negative.
    #[track_caller]
    pub fn brightness(self, brightness: f64) -> Self {
        ColorJitter { brightness: within("brightness", brightness, f64::MAX), ..self }
    }

    /// How far the factor of the contrast may be from 1; it is never below 0.
    ///
    /// # Panics
    ///
    /// If it is negative.
    #[track_caller]
    pub fn contrast(self, contrast: f64) -> Self {
        ColorJitter { contrast: within("contrast", contrast, f64::MAX), ..self }
    }

    /// How far the factor of the saturation may be from 1; it is never below 0.
    ///
    /// # Panics
    ///
    /// If it is negative.
    #[track_caller]
    pub fn saturation(self, saturation: f64) -> Self {
        ColorJitter { saturation: within("saturation", saturation, f64::MAX), ..self }
    }

    /// How far the hue may be turned, as a part of the circle.
    ///
    /// # Panics
    ///
    /// If it is not from 0 to 0.5.
    #[track_caller]
    pub fn hue(self, hue: f64) -> Self {
        ColorJitter { hue: within("hue", hue, 0.5), ..self }
    }
}

impl Transform for ColorJitter {
    fn apply(&self, image: Tensor<3>, rng: &mut Generator) -> Tensor<3> {
        let mut order = [0, 1, 2, 3];
        order.shuffle(rng);
        // Drawn in this order and whether or not they are used, so that a setting does not change the others' numbers.
        let mut factor = |reach: f64| {
            let at = rng.random::<f64>();
            (1.0 + reach * (2.0 * at - 1.0)).max(0.0)
        };
        let factors = [self.brightness, self.contrast, self.saturation, self.hue].map(&mut factor);
        order.into_iter().fold(image, |image, which| match which {
            0 if self.brightness > 0.0 => adjust_brightness(image, factors[0]),
            1 if self.contrast > 0.0 => adjust_contrast(image, factors[1]),
            2 if self.saturation > 0.0 => adjust_saturation(image, factors[2]),
            3 if self.hue > 0.0 => adjust_hue(image, (factors[3] - 1.0).clamp(-0.5, 0.5)),
            _ => image,
        })
    }
}

#[track_caller]
fn within(name: &str, value: f64, most: f64) -> f64 {
    assert!(
        (0.0..=most).contains(&value),
        "ColorJitter::{name}: expected a number from 0 on{}, got {value}",
        if most < 1.0 { format!(" to {most}") } else { String::new() }
    );
    value
}
