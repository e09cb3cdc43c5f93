//! The model, in safe Rust.

use std::path::Path;

use nn_core::prelude::*;

/// The pixels of a picture.
pub(crate) const PIXELS: usize = 64;
/// The classes.
pub(crate) const CLASSES: usize = 10;

/// Two layers for pictures of 8×8 pixels.
#[derive(Module, Forward, Init)]
#[forward(input = [PIXELS], output = [CLASSES])]
pub struct Digits {
    #[init(Linear::spec(PIXELS, 32))]
    hidden: Linear,
    #[init(Relu)]
    relu: Relu,
    #[init(Linear::spec(32, CLASSES))]
    head: Linear,
}

impl Digits {
    pub(crate) fn read(path: &Path) -> Result<Self, String> {
        let mut model = Digits::init(&mut rng(0));
        model.load(path).map_err(|error| error.to_string())?;
        Ok(model)
    }

    /// The probabilities of each picture's classes.
    pub(crate) fn predict(&self, pixels: &[f32]) -> Result<Vec<f32>, String> {
        if let Some(at) = pixels.iter().position(|pixel| !(0.0..=1.0).contains(pixel)) {
            let (picture, at, found) = (at / PIXELS, at % PIXELS, pixels[at]);
            return Err(format!("pixel {at} of picture {picture} is {found}, expected a number from 0 to 1"));
        }
        let images = Tensor::new([pixels.len() / PIXELS, PIXELS], pixels.to_vec());
        Ok(self.forward(images).softmax(1).as_slice().to_vec())
    }
}
